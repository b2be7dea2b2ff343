import classes from './Hours.module.css'

/** What the states are filled with, told apart without their colour: plain, lines across, dots; hidden hours are hatched. */
export function Patterns({ id }: { id: string }) {
  const size = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' }
  return (
    <defs>
      <pattern id={`${id}available`} {...size}>
        <rect className={classes.available} width="6" height="6" />
      </pattern>
      <pattern id={`${id}busy`} {...size}>
        <rect className={classes.busy} width="6" height="6" />
        <line className={classes.line} x1="0" y1="3" x2="6" y2="3" />
      </pattern>
      <pattern id={`${id}break`} {...size}>
        <rect className={classes.break} width="6" height="6" />
        <circle className={classes.dot} cx="3" cy="3" r="1.25" />
      </pattern>
      <pattern id={`${id}few`} {...size} patternTransform="rotate(45)">
        <line className={classes.hatch} x1="0" y1="0" x2="0" y2="6" />
      </pattern>
    </defs>
  )
}
