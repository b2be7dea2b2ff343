import classes from './Weeks.module.css'

export interface LegendMarkProps {
  kind: 'solid' | 'hollow' | 'band' | 'few'
}

/** What a mark of the chart looks like, beside its words. */
export function LegendMark({ kind }: LegendMarkProps) {
  return (
    <svg width="24" height="14" aria-hidden="true" focusable="false">
      {kind === 'band' && <rect className={classes.band} x="0" y="1" width="24" height="12" />}
      {kind === 'few' && <rect className={classes.few} x="0" y="1" width="24" height="12" />}
      {(kind === 'solid' || kind === 'hollow') && (
        <circle
          className={classes.point}
          data-hollow={kind === 'hollow' || undefined}
          cx="12"
          cy="7"
          r="4.5"
        />
      )}
    </svg>
  )
}
