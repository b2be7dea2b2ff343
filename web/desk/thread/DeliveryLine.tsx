import {
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconClock,
  IconEye,
  IconHourglass,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { deliveryTone, mayTakeBack } from './delivery.ts'
import classes from './Message.module.css'

export interface DeliveryLineProps {
  message: Message
  mayReply: boolean
  onCorrect: (message: Message) => void
  onTakeBack: (message: Message) => void
}

const icons = {
  scheduled: IconClock,
  queued: IconHourglass,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconEye,
  bounced: IconAlertTriangle,
  failed: IconAlertTriangle,
}

/** What became of an answer: a quiet word when all is well, a sentence and the way to repair it when it did not leave. */
export function DeliveryLine(props: DeliveryLineProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const { message, mayReply, onCorrect } = props
  const { deliveryStatus: status } = message
  const tone = deliveryTone(status)
  if (!status || tone === 'none' || status === 'cancelled') return null
  if (tone === 'failed')
    return (
      <p className={classes.failed}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        <span>
          {message.deliveryError
            ? t('message.failed', { reason: message.deliveryError })
            : t('message.failedNoReason')}
        </span>
        {mayReply && (
          <button type="button" className={classes.link} onClick={() => onCorrect(message)}>
            {t('message.correct')}
          </button>
        )}
      </p>
    )
  if (status === 'queued' && message.leavesAt) return <Leaving {...props} leavesAt={message.leavesAt} />
  const Drawing = icons[status]
  return (
    <p className={classes.delivery}>
      <Drawing size={16} stroke={1.75} aria-hidden="true" />
      {status === 'scheduled' && message.leavesAt
        ? t('message.delivery.scheduled', { when: format.when(message.leavesAt, new Date()) })
        : t(`message.delivery.${status === 'scheduled' ? 'queued' : status}`)}
    </p>
  )
}

/** Only a message that is leaving needs a clock of its own. */
function Leaving({ message, leavesAt, mayReply, onTakeBack }: DeliveryLineProps & { leavesAt: string }) {
  const { t } = useTranslation('desk')
  const now = useNow(1000)
  const isOpen = mayTakeBack(message, now)
  return (
    <p className={classes.delivery}>
      <IconHourglass size={16} stroke={1.75} aria-hidden="true" />
      {isOpen
        ? t('message.leavesIn', {
            seconds: Math.max(1, Math.ceil((Date.parse(leavesAt) - now.getTime()) / 1000)),
          })
        : t('message.delivery.queued')}
      {isOpen && mayReply && (
        <button type="button" className={classes.link} onClick={() => onTakeBack(message)}>
          {t('message.undoSend')}
        </button>
      )}
    </p>
  )
}
