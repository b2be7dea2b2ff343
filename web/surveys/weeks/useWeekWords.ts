import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import type { Week } from '../data/queries.ts'

/** Says a week the same way in the chart, the table and the file. */
export function useWeekWords(minimum: number) {
  const { t } = useTranslation(['surveys', 'common'])
  const format = useFormat()
  const interval = (week: Week) =>
    week.low === null || week.high === null
      ? undefined
      : format.range(format.percent(week.low), format.percent(week.high))
  return {
    day: (week: Week) => format.shortDay(week.from),
    share: (week: Week) => (week.csat === null ? undefined : format.percent(week.csat)),
    interval,
    /** Why a week has no figure. */
    none: (week: Week) =>
      week.answered === 0
        ? t('weeks.noAnswer')
        : t('common:empty.notEnoughAnswers', { count: week.answered, least: minimum }),
    sentence: (week: Week) =>
      week.csat === null
        ? t('weeks.saysNothing', {
            day: format.shortDay(week.from),
            why:
              week.answered === 0
                ? t('weeks.noAnswer')
                : t('common:empty.notEnoughAnswers', { count: week.answered, least: minimum }),
          })
        : t('weeks.says', {
            day: format.shortDay(week.from),
            share: format.percent(week.csat),
            count: week.answered,
            shown: format.number(week.answered),
            interval: interval(week),
          }),
  }
}
