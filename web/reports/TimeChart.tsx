import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { Link } from 'wouter'
import { columnX, type Frame, innerWidth, labelStep, shareY } from './frame.ts'
import classes from './TimeChart.module.css'

const size = { height: 240, left: 48, right: 8, top: 12, bottom: 28 }
/** What the name of a column takes under it. */
const wordWidth = 76

export interface Column {
  key: string
  /** Written under the drawing. */
  name: string
  /** What a reader of the column learns. */
  sentence: string
  /** Where it opens; of what opens nothing, it is only read. */
  href?: string
}

export interface TimeChartProps {
  columns: readonly Column[]
  /** Lines across, each at a share of the height; the first is the base. */
  marks: readonly { share: number; label: string }[]
  /** The column that is read before any is chosen. */
  start: number
  /** What stands for the figures, inside an SVG of the frame's size. */
  draw: (frame: Frame) => ReactNode
}

/** A drawing over days or weeks, one column each: read by pointing or with the arrows, opened by its column. */
export function TimeChart({ columns, marks, start, draw }: TimeChartProps) {
  const { ref, width } = useElementSize()
  const list = useRef<HTMLUListElement>(null)
  const [read, setRead] = useState<number>()
  const frame: Frame = { width, ...size }
  const last = columns.length - 1
  const stop = Math.max(0, Math.min(read ?? start, last))
  const columnWidth = innerWidth(frame) / Math.max(1, columns.length)
  const step = labelStep(columns.length, innerWidth(frame), wordWidth)
  const x = (index: number) => columnX(frame, columns.length, index)

  const handleKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -columns.length, End: columns.length }[event.key]
    if (!by) return
    event.preventDefault()
    const next = Math.min(last, Math.max(0, stop + by))
    setRead(next)
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('a, button')[next]?.focus())
  }

  return (
    <>
      <div ref={ref} className={classes.chart}>
        {width > 0 && (
          <>
            <svg
              className={classes.drawing}
              viewBox={`0 0 ${width} ${size.height}`}
              aria-hidden="true"
              focusable="false"
            >
              {marks.map(({ share, label }, index) => (
                <g key={label}>
                  <line
                    className={index === 0 ? classes.base : classes.grid}
                    x1={frame.left}
                    x2={width - frame.right}
                    y1={shareY(frame, share)}
                    y2={shareY(frame, share)}
                  />
                  <text
                    className={classes.word}
                    x={frame.left - 8}
                    y={shareY(frame, share) + 4}
                    textAnchor="end"
                  >
                    {label}
                  </text>
                </g>
              ))}
              {columns.map(
                ({ key, name }, index) =>
                  index % step === 0 &&
                  x(index) + wordWidth / 2 <= width && (
                    <text
                      key={key}
                      className={classes.word}
                      x={x(index)}
                      y={size.height - 8}
                      textAnchor="middle"
                    >
                      {name}
                    </text>
                  ),
              )}
              {draw(frame)}
            </svg>
            <ul ref={list} className={classes.columns}>
              {columns.map(({ key, href, sentence }, index) => {
                const how = {
                  className: classes.column,
                  style: { left: x(index) - columnWidth / 2, width: columnWidth },
                  tabIndex: index === stop ? 0 : -1,
                  'aria-label': sentence,
                  onFocus: () => setRead(index),
                  onMouseEnter: () => setRead(index),
                  onKeyDown: handleKey,
                }
                return (
                  <li key={key}>
                    {href === undefined ? (
                      <button type="button" {...how} onClick={() => setRead(index)} />
                    ) : (
                      <Link href={href} {...how} />
                    )}
                  </li>
                )
              })}
            </ul>
          </>
        )}
      </div>
      <p className={`${classes.readout} figures`}>{columns[stop]?.sentence}</p>
    </>
  )
}
