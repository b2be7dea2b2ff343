import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Hours.module.css'
import { drawnStates } from './hours.ts'
import { Patterns } from './Patterns.tsx'

export interface LegendProps {
  fewest: number
  /** Whether an hour between others is hidden. */
  hasHidden: boolean
}

/** What each part of a bar stands for. */
export function Legend({ fewest, hasHidden }: LegendProps) {
  const { t } = useTranslation('team')
  return (
    <ul className={classes.legend}>
      {drawnStates.map(state => (
        <li key={state}>
          <Mark of={state} /> {t(`state.${state}`)}
        </li>
      ))}
      {hasHidden && (
        <li>
          <Mark of="few" /> {t('hours.fewShort', { count: fewest })}
        </li>
      )}
    </ul>
  )
}

function Mark({ of }: { of: (typeof drawnStates)[number] | 'few' }) {
  const id = useId()
  return (
    <svg width="24" height="14" aria-hidden="true" focusable="false">
      <Patterns id={id} />
      <rect className={classes.mark} fill={`url(#${id}${of})`} x="0.5" y="0.5" width="23" height="13" />
    </svg>
  )
}
