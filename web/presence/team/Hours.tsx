import { IconChartBar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TeamStates } from '../../../contract/team-states.ts'
import panel from '../../reports/Panel.module.css'
import { TimePanel } from '../../reports/TimePanel.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useQueryState } from '../../ui/useQueryState.ts'
import { HoursChart } from './HoursChart.tsx'
import { HoursTable } from './HoursTable.tsx'
import { drawnStates, fullestOf, hoursToShow } from './hours.ts'
import { Legend } from './Legend.tsx'
import { useHourNames } from './useHourNames.ts'

export interface HoursProps {
  states: TeamStates
  total: NonNullable<TeamStates['total']>
}

/** The hours of the day, drawn, as a table or as a file, with a sentence that says what there is to see. */
export function Hours({ states, total }: HoursProps) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const [shown, show] = useQueryState('table')
  const hours = hoursToShow(states.hours)
  const names = useHourNames(hours)
  const { fewest } = states
  const fullest = fullestOf(hours)
  const rows = () => [
    [
      t('day'),
      t('hours.from'),
      t('hours.to'),
      ...drawnStates.map(state => t('hours.minutesOf', { state: t(`state.${state}`) })),
      ...drawnStates.map(state => t('hours.peopleOf', { state: t(`state.${state}`) })),
    ],
    ...hours.map(hour => [
      states.day,
      names.at(hour.from),
      names.at(hour.to),
      ...drawnStates.map(state => hour.states?.[state].minutes ?? null),
      ...drawnStates.map(state => hour.states?.[state].people ?? null),
    ]),
  ]
  return (
    <TimePanel
      title={t('hours.title')}
      chartIcon={IconChartBar}
      asTable={shown === '1'}
      onAsTable={asTable => show(asTable ? '1' : '', { replace: true })}
      fileName={`team-states-${states.day}`}
      rows={rows}
    >
      <p className="figures">
        {t('hours.summary', {
          available: format.number(total.available.people),
          busy: format.number(total.busy.people),
          break: format.number(total.break.people),
          from: names.at(hours[0]!.from),
          to: names.at(hours.at(-1)!.to),
        })}{' '}
        {fullest &&
          t('hours.most', {
            people: format.number(fullest.states!.available.people),
            from: names.at(fullest.from),
            to: names.at(fullest.to),
          })}
      </p>
      {shown === '1' ? (
        <HoursTable hours={hours} total={total} fewest={fewest} />
      ) : (
        <>
          <p className={panel.quiet}>{t('hours.axis')}</p>
          <HoursChart hours={hours} fewest={fewest} />
          <Legend fewest={fewest} hasHidden={hours.some(hour => hour.states === null)} />
        </>
      )}
      <p className={panel.quiet}>{states.definition}</p>
    </TimePanel>
  )
}
