import { Button } from '@mantine/core'
import { type Icon, IconAlertTriangle, IconCircleCheck, IconClock, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Webhook, WebhookDelivery } from '../../../contract/integrations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { Glyph, type GlyphProps } from '../../ui/Glyph.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Row } from '../Rows.tsx'
import { useWebhookWords } from './useWebhookWords.ts'
import classes from './webhooks.module.css'

const drawings: Record<WebhookDelivery['state'], { icon: Icon; tone: GlyphProps['tone'] }> = {
  waiting: { icon: IconClock, tone: 'muted' },
  delivered: { icon: IconCircleCheck, tone: 'done' },
  failed: { icon: IconAlertTriangle, tone: 'late' },
}

export interface WebhookDeliveryRowProps {
  webhook: Pick<Webhook, 'id' | 'state'>
  delivery: WebhookDelivery
  now: Date
}

/** One event on its way to a webhook: its tries unfold, and it can be sent again. */
export function WebhookDeliveryRow({ webhook, delivery, now }: WebhookDeliveryRowProps) {
  const { t } = useTranslation('webhooks')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const words = useWebhookWords()
  const { id, type, at, state, attempts, nextAttemptAt } = delivery
  const resending = useMutation({
    mutationFn: () => call.integrations.replayWebhook({ id: webhook.id, deliveryId: id }),
    onSuccess: () => announce(t('resent')),
    onError: problem => announce(problem.message, 'assertive', { visible: true }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: query.integrations.key() }),
  })
  const said = ({ status, problem }: WebhookDelivery['attempts'][number]) =>
    problem === null || problem.startsWith('status_') ? t('answered', { status }) : words.problem(problem)
  return (
    <Row
      name={words.event(type)}
      detail={
        attempts.length > 0 && (
          <details className={classes.tries}>
            <summary>
              {t('attempts', { count: attempts.length })}
              {' · '}
              {said(attempts[0]!)}
              {nextAttemptAt && ` · ${t('nextTry', { when: format.when(nextAttemptAt, now) })}`}
            </summary>
            <ol>
              {attempts.map(attempt => (
                <li key={attempt.at}>
                  {t('attempt', { when: format.when(attempt.at, now), what: said(attempt), ms: attempt.ms })}
                  {attempt.answer && <code className={classes.answer}>{attempt.answer}</code>}
                </li>
              ))}
            </ol>
          </details>
        )
      }
      facts={
        <>
          <time dateTime={at}>{format.when(at, now)}</time>
          <Glyph {...drawings[state]} word={t(`deliveryState.${state}`)} withWord />
        </>
      }
      acts={
        webhook.state === 'active' && (
          <Button
            variant="default"
            size="xs"
            loading={resending.isPending}
            leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden="true" />}
            aria-label={t('resendOne', { type: words.event(type), when: format.when(at, now) })}
            onClick={() => resending.mutate()}
          >
            {t('resend')}
          </Button>
        )
      }
    />
  )
}
