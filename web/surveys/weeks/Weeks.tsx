import { Button } from '@mantine/core'
import { IconChartDots, IconDownload, IconTable } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { toCsv } from '../../reports/csv.ts'
import { download } from '../../reports/download.ts'
import panel from '../../reports/Panel.module.css'
import { Panel } from '../../reports/Panel.tsx'
import { dayOf } from '../../reports/period.ts'
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
  const save = () =>
    download(
      `csat-${dayOf(csat.from, format.timeZone)}.csv`,
      'text/csv;charset=utf-8',
      toCsv(
        [
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
        ],
        format.language,
      ),
    )
  return (
    <Panel
      title={t('weeks.title')}
      tools={
        <>
          <Button
            variant="default"
            size="xs"
            leftSection={
              asTable ? (
                <IconChartDots size={16} stroke={1.75} aria-hidden="true" />
              ) : (
                <IconTable size={16} stroke={1.75} aria-hidden="true" />
              )
            }
            onClick={() => navigate(satisfactionPath({ ...filters, asTable: !asTable }), { replace: true })}
          >
            {t(asTable ? 'weeks.asChart' : 'weeks.asTable')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
            onClick={save}
          >
            {t('weeks.csv')}
          </Button>
        </>
      }
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
    </Panel>
  )
}

/** A share of the file: enough digits to compute on, none that mean nothing. */
const rounded = (share: number | null) => (share === null ? null : Math.round(share * 10_000) / 10_000)
