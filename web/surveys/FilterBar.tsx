import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { PeriodChoice } from '../reports/PeriodChoice.tsx'
import { useSliceChoices } from './data/queries.ts'
import { type Filters, satisfactionPath } from './filters.ts'
import classes from './SatisfactionScreen.module.css'

export interface FilterBarProps {
  filters: Filters
  now: Date
}

/** Period, team and channel: what every figure of the page is about. */
export function FilterBar({ filters, now }: FilterBarProps) {
  const { t } = useTranslation(['surveys', 'common'])
  const [, navigate] = useLocation()
  const { teams, channels } = useSliceChoices()
  const { period, team, channel } = filters
  // A week belongs to its period.
  const change = (part: Partial<Filters>) =>
    navigate(satisfactionPath({ ...filters, week: undefined, ...part }))

  return (
    <div className={classes.filters}>
      <PeriodChoice period={period} now={now} onChange={next => change({ period: next })} />
      <NativeSelect
        label={t('filter.team')}
        value={team ?? ''}
        data={[
          { value: '', label: t('filter.allTeams') },
          ...teams.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={event => change({ team: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('filter.channel')}
        value={channel ?? ''}
        data={[
          { value: '', label: t('filter.allChannels') },
          ...channels.map(kind => ({
            value: kind,
            label: t(`common:channel.${kind as 'email'}`, { defaultValue: kind }),
          })),
        ]}
        onChange={event => change({ channel: event.currentTarget.value || undefined })}
      />
    </div>
  )
}
