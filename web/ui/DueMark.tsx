import { IconAlertTriangle, IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './DueMark.module.css'
import { readDue } from './due.ts'
import { useFormat } from './useFormat.ts'

export interface DueMarkProps {
  dueAt: string | null | undefined
  now: Date
  /** Also draws the time left while nothing presses. */
  showFine?: boolean
}

/** Says late or soon by an icon and words, never by the colour alone; says nothing while all is well. */
export function DueMark({ dueAt, now, showFine = false }: DueMarkProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const due = readDue(dueAt, now)
  const round = (seconds: number) => format.duration(Math.max(60, Math.floor(seconds / 60) * 60))
  if (due.kind === 'late')
    return (
      <span className={`${classes.mark} ${classes.late}`}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        {t('due.late', { duration: round(due.secondsLate) })}
      </span>
    )
  if (due.kind === 'soon')
    return (
      <span className={`${classes.mark} ${classes.soon}`}>
        <IconHourglass size={16} stroke={1.75} aria-hidden="true" />
        {t('due.soon', { duration: round(due.secondsLeft) })}
      </span>
    )
  if (due.kind === 'fine' && showFine)
    return <span className={classes.fine}>{t('due.soon', { duration: round(due.secondsLeft) })}</span>
  return null
}
