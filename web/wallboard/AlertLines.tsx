import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AlertFigure, Board } from '../../contract/supervision.ts'
import type { Format } from '../format.ts'
import { beyondWords } from './alert-words.ts'
import classes from './Board.module.css'
import { nameOf } from './names.ts'

export interface AlertLinesProps {
  alerts: Board['alerts']
  format: Format
}

/** What is off and since when, in words; told once to who listens. */
export function AlertLines({ alerts, format }: AlertLinesProps) {
  const { t } = useTranslation('wallboard')
  return (
    <ul className={classes.alerts} aria-live="polite" aria-label={t('alert.open')}>
      {alerts.map(({ id, figure, board, threshold, since }) => (
        <li key={id}>
          <IconAlertTriangle size={20} stroke={1.75} aria-hidden="true" />
          {t('alert.line', {
            board: nameOf(board, t),
            what: beyondWords({ figure: figure as AlertFigure, threshold }, format, t),
            time: format.time(since),
          })}
        </li>
      ))}
    </ul>
  )
}
