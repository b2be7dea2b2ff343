import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormat } from '../../ui/useFormat.ts'
import type { Created } from '../data/queries.ts'
import classes from './Days.module.css'
import { axisFor } from './geometry.ts'
import { useDayNames } from './useDayNames.ts'

const height = 240
const margins = { left: 48, right: 8, top: 12, bottom: 28 }
/** What the name of a day takes under its bar. */
const wordWidth = 76

export interface DaysChartProps {
  days: Created['days']
  /** The day that has not ended: its bar is hollow. */
  today: string
  /** Address of the conversations of a day. */
  hrefOf: (day: string) => string
}

/** A bar for each day, from 0; each can be reached with the arrows, read, and opened. */
export function DaysChart({ days, today, hrefOf }: DaysChartProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const names = useDayNames()
  const { ref, width } = useElementSize()
  const list = useRef<HTMLUListElement>(null)
  const [read, setRead] = useState<number>()
  const { top, marks } = axisFor(Math.max(...days.map(({ count }) => count)))
  const inner = { width: width - margins.left - margins.right, height: height - margins.top - margins.bottom }
  const column = inner.width / days.length
  const y = (count: number) => margins.top + (1 - count / top) * inner.height
  const x = (index: number) => margins.left + index * column
  const step = Math.max(1, Math.ceil(wordWidth / column))
  const stop = Math.min(read ?? days.length - 1, days.length - 1)
  const sentence = ({ day, count }: Created['days'][number]) =>
    t(day === today ? 'days.saysSoFar' : 'days.says', {
      day: names.long(day),
      count,
      shown: format.number(count),
    })

  const handleKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -days.length, End: days.length }[event.key]
    if (!by) return
    event.preventDefault()
    const next = Math.min(days.length - 1, Math.max(0, stop + by))
    setRead(next)
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('a')[next]?.focus())
  }

  return (
    <>
      <div ref={ref} className={classes.chart}>
        {width > 0 && (
          <>
            <svg
              className={classes.drawing}
              viewBox={`0 0 ${width} ${height}`}
              aria-hidden="true"
              focusable="false"
            >
              {marks.map(mark => (
                <g key={mark}>
                  <line
                    className={mark === 0 ? classes.base : classes.grid}
                    x1={margins.left}
                    x2={width - margins.right}
                    y1={y(mark)}
                    y2={y(mark)}
                  />
                  <text className={classes.word} x={margins.left - 8} y={y(mark) + 4} textAnchor="end">
                    {format.number(mark)}
                  </text>
                </g>
              ))}
              {days.map(({ day, count }, index) => (
                <g key={day}>
                  <rect
                    className={classes.bar}
                    data-hollow={day === today || undefined}
                    x={x(index) + gapOf(column)}
                    width={Math.max(1, column - 2 * gapOf(column))}
                    y={y(count)}
                    height={y(0) - y(count)}
                  />
                  {index % step === 0 && x(index) + column / 2 + wordWidth / 2 <= width && (
                    <text
                      className={classes.word}
                      x={x(index) + column / 2}
                      y={height - 8}
                      textAnchor="middle"
                    >
                      {names.short(day)}
                    </text>
                  )}
                </g>
              ))}
            </svg>
            <ul ref={list} className={classes.columns}>
              {days.map((one, index) => (
                <li key={one.day}>
                  <Link
                    href={hrefOf(one.day)}
                    className={classes.column}
                    style={{ left: x(index), width: column }}
                    tabIndex={index === stop ? 0 : -1}
                    aria-label={sentence(one)}
                    onFocus={() => setRead(index)}
                    onMouseEnter={() => setRead(index)}
                    onKeyDown={handleKey}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p className={`${classes.readout} figures`}>{sentence(days[stop]!)}</p>
    </>
  )
}

/** Bars stand apart when there is room for it. */
const gapOf = (column: number) => (column > 12 ? 2 : column > 4 ? 1 : 0)
