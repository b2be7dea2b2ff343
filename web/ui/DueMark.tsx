import { IconAlertTriangle, IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './DueMark.module.css'
import { readDue } from './due.ts'
import { useFormat } from './useFormat.ts'

export interface DueMarkProps {
  dueAt: string | null | undefined
  now: Date
  /** From when on it is soon. */
  warnAt?: string | null
  /** The end of a request, rather than an answer. */
  isClosure?: boolean
  /** Says the hour, and by how much it is late, where there is room. */
  inWords?: boolean
  /** Also draws the time left while nothing presses. */
  showFine?: boolean
}

/** Says late or soon by an icon and words, never by the colour alone; says nothing while all is well. */
export function DueMark({ dueAt, now, warnAt, isClosure, inWords, showFine = false }: DueMarkProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const due = readDue(dueAt, now, warnAt)
  const round = (seconds: number) => format.duration(Math.max(60, Math.floor(seconds / 60) * 60))
  const left = (seconds: number) =>
    inWords && dueAt
      ? t(isClosure ? 'due.closeBefore' : 'due.before', { when: format.when(dueAt, now) })
      : t('due.soon', { duration: round(seconds) })
  if (due.kind === 'late')
    return (
      <span className={`${classes.mark} ${classes.late}`}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        {t(inWords ? 'due.lateBy' : 'due.late', { duration: round(due.secondsLate) })}
      </span>
    )
  if (due.kind === 'soon')
    return (
      <span className={`${classes.mark} ${classes.soon}`}>
        <IconHourglass size={16} stroke={1.75} aria-hidden="true" />
        {left(due.secondsLeft)}
      </span>
    )
  if (due.kind === 'fine' && showFine) return <span className={classes.fine}>{left(due.secondsLeft)}</span>
  return null
}
