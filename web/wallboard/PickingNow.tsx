import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import table from '../reports/Table.module.css'
import { useFormat } from '../ui/useFormat.ts'
import classes from './Lists.module.css'

interface Interval {
  share: number
  low: number
  high: number
}

/** Whether older requests are left while newer ones are taken: of teams, never of a person (Q23). */
export function PickingNow() {
  const { t } = useTranslation('wallboard')
  const { query } = useApi()
  const format = useFormat()
  const { data } = useQuery(query.supervision.picking.queryOptions({ input: { days: 7 }, staleTime: 60_000 }))
  const within = ({ share, low, high }: Interval) =>
    `${format.percent(share)} (${format.range(format.percent(low), format.percent(high))})`
  if (!data || data.teams.length === 0) return null
  return (
    <Panel title={t('picking.title')}>
      <p className={classes.quiet}>{data.definition}</p>
      <div className={`${table.scroll} ${table.whole}`}>
        <table className={`${table.table} ${table.stacked}`} aria-label={t('picking.title')}>
          <thead>
            <tr>
              <th scope="col">{t('column.teams')}</th>
              <th scope="col">{t('picking.taken')}</th>
              <th scope="col">{t('picking.skipped')}</th>
              <th scope="col">{t('picking.complex')}</th>
            </tr>
          </thead>
          <tbody>
            {data.teams.map(({ team, taken, skipped, complex }) => (
              <tr key={team?.id ?? ''}>
                <th scope="row">{team?.name ?? t('picking.noTeam')}</th>
                <td data-label={t('picking.taken')}>{format.number(taken)}</td>
                <td data-label={t('picking.skipped')}>{skipped ? within(skipped) : t('tooFew')}</td>
                <td data-label={t('picking.complex')}>
                  {complex
                    ? t('picking.complexOf', {
                        taken: format.percent(complex.taken),
                        left: within(complex.left),
                      })
                    : t('tooFew')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
