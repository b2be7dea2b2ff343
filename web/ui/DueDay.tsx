import { IconAlertTriangle, IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './DueMark.module.css'
import { useFormat } from './useFormat.ts'

export interface DueDayProps {
  /** A day of the calendar. */
  day: string
  daysLeft: number
}

/** A week is what remains to act in without haste. */
const soonDays = 7

/** Until which day something must be answered: late or soon by an icon and words, never by the colour alone. */
export function DueDay({ day, daysLeft }: DueDayProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = { day: format.day(`${day}T12:00:00Z`), count: daysLeft }
  if (daysLeft < 0)
    return (
      <span className={`${classes.mark} ${classes.late}`}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        {t('privacy.late', words)}
      </span>
    )
  if (daysLeft <= soonDays)
    return (
      <span className={`${classes.mark} ${classes.soon}`}>
        <IconHourglass size={16} stroke={1.75} aria-hidden="true" />
        {t('privacy.due', words)}
      </span>
    )
  return <span className={classes.fine}>{t('privacy.due', words)}</span>
}
