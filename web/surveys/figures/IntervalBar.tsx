import { useElementSize } from '@mantine/hooks'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Figures.module.css'

export interface IntervalBarProps {
  value: number
  low: number
  high: number
}

/** The figure and its interval on the whole scale, from 0 to 100 %; the words beside it say the same. */
export function IntervalBar({ value, low, high }: IntervalBarProps) {
  const format = useFormat()
  const { ref, width } = useElementSize()
  const margin = 16
  const x = (share: number) => margin + share * Math.max(0, width - 2 * margin)
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg className={classes.interval} viewBox={`0 0 ${width} 40`} aria-hidden="true" focusable="false">
          <line className={classes.axis} x1={x(0)} x2={x(1)} y1={12} y2={12} />
          {[0, 0.25, 0.5, 0.75, 1].map(share => (
            <line key={share} className={classes.axis} x1={x(share)} x2={x(share)} y1={9} y2={15} />
          ))}
          <line className={classes.whisker} x1={x(low)} x2={x(high)} y1={12} y2={12} />
          <line className={classes.whisker} x1={x(low)} x2={x(low)} y1={5} y2={19} />
          <line className={classes.whisker} x1={x(high)} x2={x(high)} y1={5} y2={19} />
          <circle className={classes.dot} cx={x(value)} cy={12} r={6} />
          {[0, 0.5, 1].map(share => (
            <text key={share} className={classes.tick} x={x(share)} y={36} textAnchor="middle">
              {format.percent(share)}
            </text>
          ))}
        </svg>
      )}
    </div>
  )
}
