import { useTranslation } from 'react-i18next'
import type { WebhookValues } from './webhook-values.ts'

/** What the fields of a webhook must hold, and their names for the summary of errors. */
export function useWebhookForm() {
  const { t } = useTranslation(['webhooks', 'common'])
  return {
    labels: {
      name: t('webhooks:name'),
      url: t('webhooks:url'),
      types: t('webhooks:typesLabel'),
      teamIds: t('webhooks:teams'),
      channelIds: t('webhooks:channels'),
      tags: t('webhooks:tags'),
      withObject: t('webhooks:withObject'),
    },
    validate: {
      name: (value: string) => (value.trim() === '' ? t('common:form.required') : null),
      url: (value: string) =>
        /^https?:\/\/.+/.test(value) && URL.canParse(value) ? null : t('webhooks:urlWrong'),
      types: (value: WebhookValues['types']) => (value.length === 0 ? t('webhooks:typesNeeded') : null),
    },
  }
}
