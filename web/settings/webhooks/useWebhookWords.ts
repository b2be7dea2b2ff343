import { useTranslation } from 'react-i18next'
import type { WebhookDelivery } from '../../../contract/integrations.ts'
import { families } from './event-types.ts'

/** Names of events and of obstacles, in the reader's language. */
export function useWebhookWords() {
  const { t } = useTranslation('webhooks')
  return {
    /** An event by family and what happened: "Conversations: closed". */
    event(type: WebhookDelivery['type']): string {
      if (type === 'webhook.tested') return t('eventTested')
      const family = families.find(({ of }) => type.startsWith(`${of}.`))
      return family ? `${t(`family.${family.of}`)} · ${t(`event.${type}`)}` : type
    },
    /** What stood in the way: "it answers 500". */
    problem(code: string): string {
      const [kind = '', status] = code.split('_')
      const known = [
        'status',
        'time',
        'connection',
        'name',
        'address',
        'protocol',
        'redirect',
        'erased',
      ] as const
      const found = known.find(one => one === kind)
      return found ? t(`problem.${found}`, { status }) : code
    },
  }
}
