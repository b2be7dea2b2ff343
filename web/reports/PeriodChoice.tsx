import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/useFormat.ts'
import { addDays, dayOf, firstPeriod, type Period, readDay, spanOf, usualPeriods } from './period.ts'

export interface PeriodChoiceProps {
  period: Period
  now: Date
  onChange: (period: Period) => void
}

/** The period that figures are about: the last so many days, or from one day to another. */
export function PeriodChoice({ period, now, onChange }: PeriodChoiceProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const choose = (value: string) => {
    const days = usualPeriods.find(one => String(one) === value)
    if (days) return onChange({ kind: 'last', days })
    const span = spanOf(period, now, format.timeZone)
    onChange({
      kind: 'days',
      from: dayOf(span.from, format.timeZone),
      to: addDays(dayOf(span.to, format.timeZone), -1),
    })
  }
  return (
    <>
      <NativeSelect
        label={t('period.label')}
        value={period.kind === 'last' ? String(period.days) : 'days'}
        data={[
          ...usualPeriods.map(days => ({ value: String(days), label: t('period.last', { count: days }) })),
          { value: 'days', label: t('period.days') },
        ]}
        onChange={event => choose(event.currentTarget.value || String(firstPeriod))}
      />
      {period.kind === 'days' && (
        <Days key={`${period.from}/${period.to}`} period={period} onChange={onChange} />
      )}
    </>
  )
}

interface DaysProps {
  period: Extract<Period, { kind: 'days' }>
  onChange: (period: Period) => void
}

/** The two days of a period of one's own; it changes when both make sense together. */
function Days({ period, onChange }: DaysProps) {
  const { t } = useTranslation()
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
        label={t('period.from')}
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
        label={t('period.to')}
        value={to}
        min={from || undefined}
        error={isReversed ? t('period.reversed') : undefined}
        onChange={event => setTo(event.currentTarget.value)}
        onBlur={apply}
        onKeyDown={event => {
          if (event.key === 'Enter') apply()
        }}
      />
    </>
  )
}
