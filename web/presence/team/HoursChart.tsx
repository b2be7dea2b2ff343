import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { axisFor } from '../../reports/axis.ts'
import { columnX, type Frame, innerWidth, shareY } from '../../reports/frame.ts'
import { TimeChart } from '../../reports/TimeChart.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Hours.module.css'
import { drawnStates, type Hour, peopleIn } from './hours.ts'
import { Patterns } from './Patterns.tsx'
import { useHourNames } from './useHourNames.ts'

export interface HoursChartProps {
  hours: readonly Hour[]
  fewest: number
}

/** A bar for each hour, from 0: people on average, available at the bottom. Each state has its pattern besides its colour. */
export function HoursChart({ hours, fewest }: HoursChartProps) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const names = useHourNames(hours)
  const id = useId()
  const { top, marks } = axisFor(Math.max(...hours.map(peopleIn)))

  const draw = (frame: Frame) => {
    const column = innerWidth(frame) / hours.length
    const width = Math.max(2, Math.min(48, column - 4))
    return (
      <>
        <Patterns id={id} />
        {hours.map((hour, index) => {
          const x = columnX(frame, hours.length, index) - width / 2
          if (!hour.states)
            return (
              <rect
                key={hour.from}
                className={classes.mark}
                fill={`url(#${id}few)`}
                {...{ x, width, y: frame.top, height: shareY(frame, 0) - frame.top }}
              />
            )
          let below = 0
          return drawnStates.map(state => {
            const y = shareY(frame, (below + hour.states![state].people) / top)
            const height = shareY(frame, below / top) - y
            below += hour.states![state].people
            return (
              <rect
                key={`${hour.from} ${state}`}
                className={classes.mark}
                fill={`url(#${id}${state})`}
                {...{ x, width, y, height }}
              />
            )
          })
        })}
      </>
    )
  }

  return (
    <TimeChart
      columns={hours.map(hour => ({
        key: hour.from,
        name: format.time(hour.from),
        sentence: hour.states
          ? t('hours.says', {
              hour: names.span(hour),
              available: format.number(hour.states.available.people),
              busy: format.number(hour.states.busy.people),
              break: format.number(hour.states.break.people),
            })
          : t('hours.hidden', { hour: names.span(hour), count: fewest }),
      }))}
      marks={marks.map(mark => ({ share: mark / top, label: format.number(mark) }))}
      start={hours.length - 1}
      draw={draw}
    />
  )
}
