import { columnX, type Frame, innerWidth } from '../../reports/frame.ts'
import { TimeChart } from '../../reports/TimeChart.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Week } from '../data/queries.ts'
import { bandOf, runsOf } from './geometry.ts'
import { useWeekWords } from './useWeekWords.ts'
import classes from './Weeks.module.css'

export interface WeeksChartProps {
  weeks: readonly Week[]
  minimum: number
  /** Address of the answers of a week. */
  hrefOf: (week: Week) => string
}

/** The share of satisfied answers week by week: a line with its band, open where nothing can be said. */
export function WeeksChart({ weeks, minimum, hrefOf }: WeeksChartProps) {
  const format = useFormat()
  const words = useWeekWords(minimum)
  return (
    <TimeChart
      columns={weeks.map(week => ({
        key: week.from,
        name: words.day(week),
        sentence: words.sentence(week),
        href: hrefOf(week),
      }))}
      marks={[0, 0.25, 0.5, 0.75, 1].map(share => ({ share, label: format.percent(share) }))}
      start={weeks.findLastIndex(week => week.csat !== null)}
      draw={frame => <Curve weeks={weeks} frame={frame} />}
    />
  )
}

function Curve({ weeks, frame }: { weeks: readonly Week[]; frame: Frame }) {
  const columnWidth = innerWidth(frame) / Math.max(1, weeks.length)
  return (
    <>
      <defs>
        <pattern
          id="few-answers"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line className={classes.hatch} x1="0" y1="0" x2="0" y2="6" />
        </pattern>
      </defs>
      {weeks.map(
        (week, index) =>
          week.csat === null &&
          week.answered > 0 && (
            <rect
              key={week.from}
              className={classes.few}
              x={columnX(frame, weeks.length, index) - columnWidth / 2 + 2}
              width={Math.max(2, columnWidth - 4)}
              y={frame.top}
              height={frame.height - frame.top - frame.bottom}
            />
          ),
      )}
      {runsOf(weeks, frame).map(run => (
        <g key={run[0]!.week.from}>
          <polygon className={classes.band} points={bandOf(run)} />
          <polyline className={classes.curve} points={run.map(({ x, y }) => `${x},${y}`).join(' ')} />
          {run.map(point => (
            <circle
              key={point.week.from}
              className={classes.point}
              data-hollow={point.isSolid ? undefined : true}
              cx={point.x}
              cy={point.y}
              r={4.5}
            />
          ))}
        </g>
      ))}
    </>
  )
}
