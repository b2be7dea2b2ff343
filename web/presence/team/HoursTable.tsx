import { useTranslation } from 'react-i18next'
import type { TeamStates } from '../../../contract/team-states.ts'
import table from '../../reports/Table.module.css'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Hours.module.css'
import { drawnStates, type Hour } from './hours.ts'
import { useHourNames } from './useHourNames.ts'

export interface HoursTableProps {
  hours: readonly Hour[]
  total: NonNullable<TeamStates['total']>
  fewest: number
}

/** The figures of the chart, one hour a line, with the minutes that they are made of. */
export function HoursTable({ hours, total, fewest }: HoursTableProps) {
  const { t } = useTranslation('team')
  const names = useHourNames(hours)
  return (
    <div className={`${table.scroll} ${classes.whole}`}>
      <table className={`${table.table} ${classes.table}`}>
        <caption>{t('hours.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('hours.hour')}</th>
            {drawnStates.map(state => (
              <th key={state} scope="col">
                {t(`state.${state}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map(hour => (
            <tr key={hour.from}>
              <th scope="row">{names.span(hour)}</th>
              {hour.states ? (
                <Cells states={hour.states} />
              ) : (
                <td colSpan={drawnStates.length} className={classes.hidden}>
                  {t('hours.fewShort', { count: fewest })}
                </td>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('hours.total')}</th>
            <Cells states={total} />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function Cells({ states }: { states: NonNullable<Hour['states']> }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  return drawnStates.map(state => (
    <td key={state}>
      <span>{t('hours.minutes', { minutes: format.number(states[state].minutes) })}</span>{' '}
      <span className={classes.mean}>
        {t('hours.people', { people: format.number(states[state].people, { minimumFractionDigits: 1 }) })}
      </span>
    </td>
  ))
}
