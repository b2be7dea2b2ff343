import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import classes from '../../reports/Table.module.css'
import { useFormat } from '../../ui/useFormat.ts'
import type { Week } from '../data/queries.ts'
import { useWeekWords } from './useWeekWords.ts'

export interface WeeksTableProps {
  weeks: readonly Week[]
  minimum: number
  hrefOf: (week: Week) => string
}

/** The figures of the chart, one week a line. */
export function WeeksTable({ weeks, minimum, hrefOf }: WeeksTableProps) {
  const { t } = useTranslation('surveys')
  const format = useFormat()
  const words = useWeekWords(minimum)
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('weeks.week')}</th>
            <th scope="col">{t('weeks.answers')}</th>
            <th scope="col">{t('weeks.satisfied')}</th>
            <th scope="col">{t('csat.short')}</th>
            <th scope="col">{t('weeks.interval')}</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map(week => (
            <tr key={week.from}>
              <th scope="row">
                {week.answered > 0 ? <Link href={hrefOf(week)}>{words.day(week)}</Link> : words.day(week)}
              </th>
              <td>{format.number(week.answered)}</td>
              <td>{format.number(week.satisfied)}</td>
              {week.csat === null ? (
                <td colSpan={2}>{words.none(week)}</td>
              ) : (
                <>
                  <td>{words.share(week)}</td>
                  <td>{words.interval(week)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
