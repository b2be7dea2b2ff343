import { IconChartBar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { dayOf } from '../../reports/period.ts'
import { TimePanel } from '../../reports/TimePanel.tsx'
import { useDayNames } from '../../reports/useDayNames.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import type { Created } from '../data/queries.ts'
import { type Filters, insightsPath } from '../filters.ts'
import { DaysChart } from './DaysChart.tsx'
import { DaysTable } from './DaysTable.tsx'
import { extremes } from './geometry.ts'
import { useChannelNames } from './useChannelNames.ts'
import { useReasonNames } from './useReasonNames.ts'

export interface DaysProps {
  created: Created
  filters: Filters
}

/** The days of the period, drawn or as a table, with a sentence that says what there is to see. */
export function Days({ created, filters }: DaysProps) {
  const { t } = useTranslation('insights')
  const format = useFormat()
  const names = useDayNames()
  const channelName = useChannelNames()
  const reasonName = useReasonNames()
  const [, navigate] = useLocation()
  const { asTable } = filters
  const { days, channels, reasons } = created
  const today = dayOf(useNow(60_000), format.timeZone)
  // A day that has not ended is not the quietest.
  const ends = extremes(days.filter(({ day }) => day < today))
  const hrefOf = (day: string) => insightsPath({ ...filters, day }, 'conversations')
  const rows = () => [
    [
      t('days.day'),
      t('conversations'),
      ...channels.map(({ channel }) => channelName(channel)),
      ...reasons.map(({ reason }) => reasonName(reason)),
    ],
    ...days.map(({ day, count }, index) => [
      day,
      count,
      ...channels.map(channel => channel.days[index]!),
      ...reasons.map(reason => reason.days[index]!),
    ]),
  ]
  return (
    <TimePanel
      title={t('days.title')}
      chartIcon={IconChartBar}
      asTable={asTable}
      onAsTable={chosen => navigate(insightsPath({ ...filters, asTable: chosen }), { replace: true })}
      fileName={`conversations-${created.from}`}
      rows={rows}
    >
      {ends && (
        <p className="figures">
          {t('days.summary', {
            least: format.number(ends.least.count),
            leastDay: names.long(ends.least.day),
            most: format.number(ends.most.count),
            mostDay: names.long(ends.most.day),
          })}
        </p>
      )}
      {asTable ? (
        <DaysTable created={created} hrefOf={hrefOf} />
      ) : (
        <DaysChart days={days} today={today} hrefOf={hrefOf} />
      )}
    </TimePanel>
  )
}
