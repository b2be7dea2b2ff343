import { Button } from '@mantine/core'
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { toCsv } from '../../reports/csv.ts'
import { download } from '../../reports/download.ts'
import { Panel } from '../../reports/Panel.tsx'
import { dayOf } from '../../reports/period.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import type { Created } from '../data/queries.ts'
import { type Filters, insightsPath } from '../filters.ts'
import { DaysChart } from './DaysChart.tsx'
import { DaysTable } from './DaysTable.tsx'
import { extremes } from './geometry.ts'
import { useChannelNames } from './useChannelNames.ts'
import { useDayNames } from './useDayNames.ts'
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
  const save = () =>
    download(
      `conversations-${created.from}.csv`,
      'text/csv;charset=utf-8',
      toCsv(
        [
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
        ],
        format.language,
      ),
    )
  return (
    <Panel
      title={t('days.title')}
      tools={
        <>
          <Button
            variant="default"
            size="xs"
            leftSection={
              asTable ? (
                <IconChartBar size={16} stroke={1.75} aria-hidden="true" />
              ) : (
                <IconTable size={16} stroke={1.75} aria-hidden="true" />
              )
            }
            onClick={() => navigate(insightsPath({ ...filters, asTable: !asTable }), { replace: true })}
          >
            {t(asTable ? 'days.asChart' : 'days.asTable')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
            onClick={save}
          >
            {t('days.csv')}
          </Button>
        </>
      }
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
    </Panel>
  )
}
