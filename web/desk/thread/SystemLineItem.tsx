import {
  IconAlertTriangle,
  IconArrowRight,
  IconCheck,
  IconClock,
  IconHourglass,
  IconRepeat,
  IconRoute,
  IconStar,
  IconUser,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Conversation } from '../../../contract/conversations.ts'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { RuleUndo } from './RuleUndo.tsx'
import classes from './SystemLine.module.css'
import type { LineKind, SystemLine } from './system-lines.ts'
import { useLineSentence } from './useLineSentence.ts'

export interface SystemLineItemProps {
  line: SystemLine
  conversation: Pick<Conversation, 'id' | 'survey' | 'recoveryId'>
}

const icons: Partial<Record<LineKind, typeof IconUser>> = {
  assigned: IconUser,
  closed: IconCheck,
  snoozed: IconClock,
  replyScheduled: IconClock,
  replyMoved: IconClock,
  replyHeld: IconAlertTriangle,
  overdue: IconAlertTriangle,
  dueSoon: IconHourglass,
  promiseMoved: IconHourglass,
  complaintDueSoon: IconHourglass,
  complaintOverdue: IconAlertTriangle,
  answerLost: IconAlertTriangle,
  complaintUndelivered: IconAlertTriangle,
  surveyAnswered: IconStar,
  recoveryOpened: IconRepeat,
  ruleApplied: IconRoute,
}

/** What happened, in one line. The answer to the survey also shows the customer's own words. */
export function SystemLineItem({ line, conversation }: SystemLineItemProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const sentence = useLineSentence()
  const { is } = useSession()
  const Drawing = icons[line.what] ?? IconArrowRight
  const { survey, recoveryId } = conversation
  const comment = line.what === 'surveyAnswered' ? survey?.comment : undefined
  let after: ReactNode = null
  if (line.what === 'recoveryOpened' && recoveryId)
    after = <Link href={`/loops/recoveries/${recoveryId}`}>{t('line.seeRecovery')}</Link>
  const { messageId } = line.data
  if (line.what === 'ruleApplied' && line.actor.id && typeof messageId === 'string' && is(...inside))
    after = <RuleUndo conversationId={conversation.id} ruleId={line.actor.id} messageId={messageId} />
  return (
    <div className={classes.line}>
      <Drawing size={16} stroke={1.75} aria-hidden="true" />
      <span>{sentence(line, survey?.score ?? null)}</span>
      {after}
      <time dateTime={line.at} title={format.dateTime(line.at)}>
        {format.time(line.at)}
      </time>
      {comment && <q className={classes.comment}>{comment}</q>}
    </div>
  )
}
