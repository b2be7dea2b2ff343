import { IconArrowRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../contract/supervision.ts'
import type { Format } from '../format.ts'
import classes from './Board.module.css'

export interface OpeningLinesProps {
  openings: Board['openings']
  now: number
  format: Format
}

/** The teams whose requests go to another for a time, and for how long still. */
export function OpeningLines({ openings, now, format }: OpeningLinesProps) {
  const { t } = useTranslation('wallboard')
  if (openings.length === 0) return null
  return (
    <ul className={classes.openings} aria-label={t('overflow.open')}>
      {openings.map(({ id, team, to, until }) => (
        <li key={id}>
          <IconArrowRight size={20} stroke={1.75} aria-hidden="true" />
          {t('overflow.line', {
            team: team.name,
            to: to.name,
            duration: format.duration(Math.max(60, Math.round((Date.parse(until) - now) / 60_000) * 60)),
          })}
        </li>
      ))}
    </ul>
  )
}
