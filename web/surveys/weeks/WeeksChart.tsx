import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useFormat } from '../../ui/useFormat.ts'
import type { Week } from '../data/queries.ts'
import { bandOf, columnX, type Frame, labelStep, runsOf, shareY } from './geometry.ts'
import { useWeekWords } from './useWeekWords.ts'
import classes from './Weeks.module.css'

const height = 240
const margins = { left: 48, right: 8, top: 12, bottom: 28 }

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
  const { ref, width } = useElementSize()
  const box = useRef<HTMLUListElement>(null)
  const [read, setRead] = useState<number>()
  const frame: Frame = { width, height, ...margins }
  const inner = width - margins.left - margins.right
  const runs = runsOf(weeks, frame)
  const step = labelStep(weeks.length, inner, 76)
  const columnWidth = inner / Math.max(1, weeks.length)
  const lastKnown = weeks.findLastIndex(week => week.csat !== null)
  const shown = weeks[Math.min(read ?? lastKnown, weeks.length - 1)]
  const stop = read ?? Math.max(0, lastKnown)

  const handleKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -weeks.length, End: weeks.length }[event.key]
    if (!by) return
    event.preventDefault()
    const next = Math.min(weeks.length - 1, Math.max(0, stop + by))
    setRead(next)
    requestAnimationFrame(() => box.current?.querySelectorAll<HTMLElement>('a')[next]?.focus())
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
              {[0, 0.25, 0.5, 0.75, 1].map(share => (
                <g key={share}>
                  <line
                    className={share === 0 ? classes.base : classes.grid}
                    x1={margins.left}
                    x2={width - margins.right}
                    y1={shareY(frame, share)}
                    y2={shareY(frame, share)}
                  />
                  <text
                    className={classes.word}
                    x={margins.left - 8}
                    y={shareY(frame, share) + 4}
                    textAnchor="end"
                  >
                    {format.percent(share)}
                  </text>
                </g>
              ))}
              {weeks.map((week, index) => (
                <g key={week.from}>
                  {week.csat === null && week.answered > 0 && (
                    <rect
                      className={classes.few}
                      x={columnX(frame, weeks.length, index) - columnWidth / 2 + 2}
                      width={Math.max(2, columnWidth - 4)}
                      y={margins.top}
                      height={height - margins.top - margins.bottom}
                    />
                  )}
                  {index % step === 0 && (
                    <text
                      className={classes.word}
                      x={columnX(frame, weeks.length, index)}
                      y={height - 8}
                      textAnchor="middle"
                    >
                      {words.day(week)}
                    </text>
                  )}
                </g>
              ))}
              {runs.map(run => (
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
            </svg>
            <ul ref={box} className={classes.columns}>
              {weeks.map((week, index) => (
                <li key={week.from}>
                  <Link
                    href={hrefOf(week)}
                    className={classes.column}
                    style={{
                      left: columnX(frame, weeks.length, index) - columnWidth / 2,
                      width: columnWidth,
                    }}
                    tabIndex={index === stop ? 0 : -1}
                    aria-label={words.sentence(week)}
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
      <p className={`${classes.readout} figures`}>{shown && words.sentence(shown)}</p>
    </>
  )
}
