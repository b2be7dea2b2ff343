import { useTranslation } from 'react-i18next'
import type { Format } from '../format.ts'
import classes from './Board.module.css'

export interface AsOfProps {
  at: string
  isStale: boolean
  format: Format
}

/** As of when all that is shown holds, to the second; red once that is ten seconds ago. */
export function AsOf({ at, isStale, format }: AsOfProps) {
  const { t } = useTranslation('wallboard')
  return (
    <p className={classes.asOf} data-stale={isStale || undefined}>
      {t('asOf', { time: secondOf(at, format) })}{' '}
      <span className={classes.live}>{isStale ? t('isStale') : t('isLive')}</span>
    </p>
  )
}

function secondOf(at: string, { timeZone, language }: Format): string {
  const [hours, minutes, seconds] = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' })
    .format(new Date(at))
    .split(':')
  if (language === 'en') return `${Number(hours)}:${minutes}:${seconds}`
  return `${Number(hours)}\u00a0h\u00a0${minutes}\u00a0min\u00a0${seconds}`
}
