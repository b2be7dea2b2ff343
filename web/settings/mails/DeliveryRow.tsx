import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { Row } from '../Rows.tsx'
import { DeliveryMark } from './DeliveryMark.tsx'
import { canRetry, type DeliveryLine } from './deliveries.ts'
import classes from './mails.module.css'
import { RetryButton } from './RetryButton.tsx'

export interface DeliveryRowProps {
  delivery: DeliveryLine
  now: Date
}

/** One mail of the outbox; an error is said in its row, with the way to try again. */
export function DeliveryRow({ delivery, now }: DeliveryRowProps) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { id, subject, recipients, purpose, state, lastError, createdAt, sentAt, nextAttemptAt } = delivery
  const wrong = lastError !== null && state !== 'sent' && state !== 'delivered'
  return (
    <Row
      href={`/settings/outbox/${id}${location.search}`}
      name={subject || t('mails.noSubject')}
      detail={
        <>
          {t('mails.to', { people: recipients.join(', ') })} · {t(`mails.purposeOf.${purpose}`)}
          {wrong && (
            <span className={classes.error}>
              {lastError}
              {nextAttemptAt && ` ${t('mails.nextTry', { when: format.when(nextAttemptAt, now) })}`}
            </span>
          )}
        </>
      }
      facts={
        <>
          <time dateTime={sentAt ?? createdAt}>{format.when(sentAt ?? createdAt, now)}</time>
          <DeliveryMark state={state} />
        </>
      }
      acts={canRetry(delivery) && wrong && <RetryButton delivery={delivery} />}
    />
  )
}
