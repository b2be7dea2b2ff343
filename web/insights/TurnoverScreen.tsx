import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearch } from 'wouter'
import panel from '../reports/Panel.module.css'
import { Panel } from '../reports/Panel.tsx'
import { PeriodChoice } from '../reports/PeriodChoice.tsx'
import {
  addDays,
  dayOf,
  midnightOf,
  type Period,
  readPeriod,
  spanOf,
  writePeriod,
} from '../reports/period.ts'
import table from '../reports/Table.module.css'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import created from './created/Created.module.css'
import { type Turnover, useTurnover } from './data/queries.ts'
import classes from './InsightsScreen.module.css'

/** A year is what turnover is compared over. */
const usual = 365

/** How many advisers left, against how many were there, by employer and by name (Q25). */
export default function TurnoverScreen() {
  const { t } = useTranslation(['insights', 'common'])
  const format = useFormat()
  const now = useNow(60_000)
  const [, navigate] = useLocation()
  const period = readPeriod(new URLSearchParams(useSearch()), usual)
  const span = spanOf(period, now, format.timeZone)
  const turnover = useTurnover({
    from: dayOf(span.from, format.timeZone),
    to: addDays(dayOf(span.to, format.timeZone), -1),
  })
  const change = (to: Period) => {
    const query = new URLSearchParams()
    writePeriod(query, to, usual)
    navigate(`/insights/turnover${query.size ? `?${query}` : ''}`)
  }
  const { data } = turnover
  return (
    <Page
      title={t('turnover.title')}
      subtitle={t('turnover.subtitle')}
      actions={<Link href="/insights">{t('turnover.back')}</Link>}
    >
      <div className={classes.filters}>
        <PeriodChoice period={period} now={now} onChange={change} />
      </div>
      {data ? (
        <div className={classes.grid} data-old={turnover.isPlaceholderData || undefined}>
          <div className={classes.wide}>
            <Rate turnover={data} />
          </div>
          <div className={classes.wide}>
            <Employers turnover={data} />
          </div>
          <div className={classes.wide}>
            <Leavers turnover={data} />
          </div>
        </div>
      ) : turnover.isError ? (
        <ErrorState problem={turnover.error} onRetry={() => void turnover.refetch()} />
      ) : (
        <LoadingLines rows={6} />
      )}
    </Page>
  )
}

interface PartProps {
  turnover: Turnover
}

/** The rate, what it is made of, and its definition. */
function Rate({ turnover }: PartProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const day = (of: string) => format.day(midnightOf(of, format.timeZone))
  const { rate, left, leftEarly, start, end, from, to } = turnover
  return (
    <Panel title={t('turnover.rate')}>
      {rate === null ? (
        <p>{t('turnover.unknown')}</p>
      ) : (
        <p className={created.line}>
          <span className={`${created.value} figures`}>{format.percent(rate)}</span>
          <span className="figures">
            {t('turnover.left', { count: left, shown: format.number(left) })}
            {leftEarly > 0 && (
              <>, {t('turnover.early', { count: leftEarly, shown: format.number(leftEarly) })}</>
            )}
            <br />
            {t('turnover.heads', { start: format.number(start), end: format.number(end) })}
            <br />
            {t('turnover.period', { from: day(from), to: day(to) })}
          </span>
        </p>
      )}
      <p className={panel.quiet}>{turnover.definition}</p>
    </Panel>
  )
}

/** The same for the house and for each partner. */
function Employers({ turnover }: PartProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const columns = ['start', 'joined', 'gone', 'goneEarly', 'end'] as const
  return (
    <Panel title={t('turnover.employers')}>
      {turnover.employers.length === 0 ? (
        <p className={panel.quiet}>{t('turnover.unknown')}</p>
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={560}
          role="group"
          tabIndex={0}
          aria-label={t('turnover.employers')}
        >
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('turnover.employer')}</th>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {t(`turnover.${column}`)}
                  </th>
                ))}
                <th scope="col">{t('turnover.rate')}</th>
              </tr>
            </thead>
            <tbody>
              {turnover.employers.map(one => (
                <tr key={one.employer?.id ?? ''}>
                  <th scope="row">{one.employer?.name ?? t('turnover.house')}</th>
                  <td>{format.number(one.start)}</td>
                  <td>{format.number(one.joined)}</td>
                  <td>{format.number(one.left)}</td>
                  <td>{format.number(one.leftEarly)}</td>
                  <td>{format.number(one.end)}</td>
                  <td>{one.rate === null ? '–' : format.percent(one.rate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}

/** Those who left, the last first. */
function Leavers({ turnover }: PartProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const { leavers, left } = turnover
  return (
    <Panel title={t('turnover.leavers')}>
      {leavers.length === 0 ? (
        <EmptyState text={t('turnover.nobody')} />
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={560}
          role="group"
          tabIndex={0}
          aria-label={t('turnover.leavers')}
        >
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('turnover.name')}</th>
                <th scope="col">{t('turnover.employer')}</th>
                <th scope="col">{t('turnover.joinedOn')}</th>
                <th scope="col">{t('turnover.leftOn')}</th>
                <th scope="col">{t('turnover.stay')}</th>
              </tr>
            </thead>
            <tbody>
              {leavers.map(one => (
                <tr key={one.id}>
                  <th scope="row">{one.name}</th>
                  <td>{one.employer?.name ?? t('turnover.house')}</td>
                  <td>{format.day(one.joinedAt)}</td>
                  <td>{format.day(one.leftAt)}</td>
                  <td>{t('turnover.days', { count: one.days, shown: format.number(one.days) })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Table.ScrollContainer>
      )}
      {left > leavers.length && (
        <p className={panel.quiet}>{t('turnover.shownOnly', { count: leavers.length })}</p>
      )}
    </Panel>
  )
}
