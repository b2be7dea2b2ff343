import { IconChartDots } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import panel from '../../reports/Panel.module.css'
import { dayOf } from '../../reports/period.ts'
import { TimePanel } from '../../reports/TimePanel.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { Csat, Week } from '../data/queries.ts'
import { type Filters, satisfactionPath } from '../filters.ts'
import { extremes } from './geometry.ts'
import { LegendMark } from './LegendMark.tsx'
import classes from './Weeks.module.css'
import { WeeksChart } from './WeeksChart.tsx'
import { WeeksTable } from './WeeksTable.tsx'

export interface WeeksProps {
  csat: Csat
  filters: Filters
}

/** The weeks of the period, drawn or as a table, with a sentence that says what there is to see. */
export function Weeks({ csat, filters }: WeeksProps) {
  const { t } = useTranslation('surveys')
  const format = useFormat()
  const [, navigate] = useLocation()
  const { asTable } = filters
  const { weeks, minimum } = csat
  const ends = extremes(weeks)
  const mondayOf = (week: Week) => dayOf(week.from, format.timeZone)
  const hrefOf = (week: Week) =>
    satisfactionPath({ ...filters, week: mondayOf(week), score: undefined, withSilent: true }, 'answers')
  const rows = () => [
    [
      t('weeks.week'),
      t('weeks.answers'),
      t('weeks.satisfied'),
      t('csat.short'),
      t('weeks.low'),
      t('weeks.high'),
    ],
    ...weeks.map(week => [
      mondayOf(week),
      week.answered,
      week.satisfied,
      rounded(week.csat),
      rounded(week.low),
      rounded(week.high),
    ]),
  ]
  return (
    <TimePanel
      title={t('weeks.title')}
      chartIcon={IconChartDots}
      asTable={asTable}
      onAsTable={chosen => navigate(satisfactionPath({ ...filters, asTable: chosen }), { replace: true })}
      fileName={`csat-${dayOf(csat.from, format.timeZone)}`}
      rows={rows}
    >
      <p>
        {ends
          ? t('weeks.summary', {
              count: weeks.length,
              lowest: format.percent(ends.lowest.csat!),
              lowestDay: format.shortDay(ends.lowest.from),
              lowestCount: format.number(ends.lowest.answered),
              highest: format.percent(ends.highest.csat!),
              highestDay: format.shortDay(ends.highest.from),
              highestCount: format.number(ends.highest.answered),
            })
          : t('weeks.nothing', { count: weeks.length })}
      </p>
      {asTable ? (
        <WeeksTable weeks={weeks} minimum={minimum} hrefOf={hrefOf} />
      ) : (
        <>
          <WeeksChart weeks={weeks} minimum={minimum} hrefOf={hrefOf} />
          <ul className={classes.legend}>
            <li>
              <LegendMark kind="solid" /> {t('weeks.solid')}
            </li>
            <li>
              <LegendMark kind="hollow" /> {t('weeks.hollow')}
            </li>
            <li>
              <LegendMark kind="band" /> {t('weeks.band')}
            </li>
            <li>
              <LegendMark kind="few" /> {t('weeks.few', { count: minimum })}
            </li>
          </ul>
        </>
      )}
      <p className={panel.quiet}>{t('weeks.caution')}</p>
    </TimePanel>
  )
}

/** A share of the file: enough digits to compute on, none that mean nothing. */
const rounded = (share: number | null) => (share === null ? null : Math.round(share * 10_000) / 10_000)
