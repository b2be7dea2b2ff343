import {
  IconAlertTriangle,
  IconArrowRight,
  IconCheck,
  IconClock,
  IconRepeat,
  IconStar,
  IconUser,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Conversation } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './SystemLine.module.css'
import type { LineKind, SystemLine } from './system-lines.ts'
import { useLineSentence } from './useLineSentence.ts'

export interface SystemLineItemProps {
  line: SystemLine
  conversation: Pick<Conversation, 'survey' | 'recoveryId'>
}

const icons: Partial<Record<LineKind, typeof IconUser>> = {
  assigned: IconUser,
  closed: IconCheck,
  snoozed: IconClock,
  replyScheduled: IconClock,
  replyMoved: IconClock,
  replyHeld: IconAlertTriangle,
  overdue: IconAlertTriangle,
  answerLost: IconAlertTriangle,
  surveyAnswered: IconStar,
  recoveryOpened: IconRepeat,
}

/** What happened, in one line. The answer to the survey also shows the customer's own words. */
export function SystemLineItem({ line, conversation }: SystemLineItemProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const sentence = useLineSentence()
  const Drawing = icons[line.what] ?? IconArrowRight
  const { survey, recoveryId } = conversation
  const comment = line.what === 'surveyAnswered' ? survey?.comment : undefined
  let after: ReactNode = null
  if (line.what === 'recoveryOpened' && recoveryId)
    after = <Link href={`/loops/recoveries/${recoveryId}`}>{t('line.seeRecovery')}</Link>
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
