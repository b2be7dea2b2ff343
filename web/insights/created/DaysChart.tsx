import { useTranslation } from 'react-i18next'
import { axisFor } from '../../reports/axis.ts'
import { columnX, type Frame, innerWidth, shareY } from '../../reports/frame.ts'
import { TimeChart } from '../../reports/TimeChart.tsx'
import { useDayNames } from '../../reports/useDayNames.ts'
import { useFormat } from '../../ui/useFormat.ts'
import type { Created } from '../data/queries.ts'
import classes from './Days.module.css'

export interface DaysChartProps {
  days: Created['days']
  /** The day that has not ended: its bar is hollow. */
  today: string
  /** Address of the conversations of a day. */
  hrefOf: (day: string) => string
}

/** A bar for each day, from 0. */
export function DaysChart({ days, today, hrefOf }: DaysChartProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const names = useDayNames()
  const { top, marks } = axisFor(Math.max(...days.map(({ count }) => count)))

  const draw = (frame: Frame) => {
    const column = innerWidth(frame) / days.length
    const width = Math.max(1, column - 2 * gapOf(column))
    return days.map(({ day, count }, index) => (
      <rect
        key={day}
        className={classes.bar}
        data-hollow={day === today || undefined}
        x={columnX(frame, days.length, index) - width / 2}
        width={width}
        y={shareY(frame, count / top)}
        height={shareY(frame, 0) - shareY(frame, count / top)}
      />
    ))
  }

  return (
    <TimeChart
      columns={days.map(({ day, count }) => ({
        key: day,
        name: names.short(day),
        sentence: t(day === today ? 'days.saysSoFar' : 'days.says', {
          day: names.long(day),
          count,
          shown: format.number(count),
        }),
        href: hrefOf(day),
      }))}
      marks={marks.map(mark => ({ share: mark / top, label: format.number(mark) }))}
      start={days.length - 1}
      draw={draw}
    />
  )
}

/** Bars stand apart when there is room for it. */
const gapOf = (column: number) => (column > 12 ? 2 : column > 4 ? 1 : 0)
