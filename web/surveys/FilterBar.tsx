import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useFormat } from '../ui/useFormat.ts'
import { useSliceChoices } from './data/queries.ts'
import { type Filters, satisfactionPath } from './filters.ts'
import { addDays, dayOf, firstPeriod, type Period, readDay, spanOf, usualPeriods } from './period.ts'
import classes from './SatisfactionScreen.module.css'

export interface FilterBarProps {
  filters: Filters
  now: Date
}

/** Period, team and channel: what every figure of the page is about. */
export function FilterBar({ filters, now }: FilterBarProps) {
  const { t } = useTranslation(['surveys', 'common'])
  const format = useFormat()
  const [, navigate] = useLocation()
  const { teams, channels } = useSliceChoices()
  const { period, team, channel } = filters
  // A week belongs to its period.
  const change = (part: Partial<Filters>) =>
    navigate(satisfactionPath({ ...filters, week: undefined, ...part }))

  const choose = (value: string) => {
    const days = usualPeriods.find(one => String(one) === value)
    if (days) return change({ period: { kind: 'last', days } })
    const span = spanOf(period, now, format.timeZone)
    change({
      period: {
        kind: 'days',
        from: dayOf(span.from, format.timeZone),
        to: addDays(dayOf(span.to, format.timeZone), -1),
      },
    })
  }

  return (
    <div className={classes.filters}>
      <NativeSelect
        label={t('filter.period')}
        value={period.kind === 'last' ? String(period.days) : 'days'}
        data={[
          ...usualPeriods.map(days => ({ value: String(days), label: t('filter.last', { count: days }) })),
          { value: 'days', label: t('filter.days') },
        ]}
        onChange={event => choose(event.currentTarget.value || String(firstPeriod))}
      />
      {period.kind === 'days' && (
        <Days
          key={`${period.from}/${period.to}`}
          period={period}
          onChange={next => change({ period: next })}
        />
      )}
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

interface DaysProps {
  period: Extract<Period, { kind: 'days' }>
  onChange: (period: Period) => void
}

/** The two days of a period of one's own; it changes when both make sense together. */
function Days({ period, onChange }: DaysProps) {
  const { t } = useTranslation('surveys')
  const [from, setFrom] = useState(period.from)
  const [to, setTo] = useState(period.to)
  const isReversed = from !== '' && to !== '' && from > to
  const apply = () => {
    const [first, last] = [readDay(from), readDay(to)]
    if (first && last && first <= last && (first !== period.from || last !== period.to))
      onChange({ kind: 'days', from: first, to: last })
  }
  return (
    <>
      <TextInput
        type="date"
        label={t('filter.from')}
        value={from}
        max={to || undefined}
        onChange={event => setFrom(event.currentTarget.value)}
        onBlur={apply}
        onKeyDown={event => {
          if (event.key === 'Enter') apply()
        }}
      />
      <TextInput
        type="date"
        label={t('filter.to')}
        value={to}
        min={from || undefined}
        error={isReversed ? t('filter.reversed') : undefined}
        onChange={event => setTo(event.currentTarget.value)}
        onBlur={apply}
        onKeyDown={event => {
          if (event.key === 'Enter') apply()
        }}
      />
    </>
  )
}
