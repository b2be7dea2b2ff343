import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { reasonChoices } from '../desk/acts/reasons.ts'
import { PeriodChoice } from '../reports/PeriodChoice.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNarrowings } from './data/queries.ts'
import { type Filters, insightsPath } from './filters.ts'
import classes from './InsightsScreen.module.css'

export interface FilterBarProps {
  filters: Filters
  now: Date
}

/** Period, channel and reason: what every count of the page is about. */
export function FilterBar({ filters, now }: FilterBarProps) {
  const { t } = useTranslation(['insights', 'common'])
  const { language } = useFormat()
  const [, navigate] = useLocation()
  const { channels, reasons } = useNarrowings()
  // A link may name a channel that has no address any more.
  const kinds = [...new Set([...channels, filters.channel ?? []].flat())]
  // A day belongs to its period.
  const change = (part: Partial<Filters>) => navigate(insightsPath({ ...filters, day: undefined, ...part }))
  return (
    <div className={classes.filters}>
      <PeriodChoice period={filters.period} now={now} onChange={period => change({ period })} />
      <NativeSelect
        label={t('filter.channel')}
        value={filters.channel ?? ''}
        data={[
          { value: '', label: t('filter.all') },
          ...kinds.map(kind => ({
            value: kind,
            label: t(`common:channel.${kind as 'email'}`, { defaultValue: kind }),
          })),
        ]}
        onChange={event => change({ channel: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('filter.reason')}
        value={filters.reason ?? ''}
        data={[
          { value: '', label: t('filter.all') },
          ...reasonChoices(reasons, language).map(({ id, path }) => ({ value: id, label: path })),
          { value: 'none', label: t('noReason') },
        ]}
        onChange={event => change({ reason: event.currentTarget.value || undefined })}
      />
    </div>
  )
}
