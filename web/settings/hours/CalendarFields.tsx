import { Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { TimeZoneSelect } from '../../ui/TimeZoneSelect.tsx'
import fields from '../fields.module.css'
import { holidayRegions } from './calendar-values.ts'
import { ExceptionsEditor } from './ExceptionsEditor.tsx'
import { WeekEditor } from './WeekEditor.tsx'
import type { CalendarValues } from './week.ts'

export interface CalendarFieldsProps {
  form: UseFormReturnType<CalendarValues>
}

/** The fields of a calendar: where, the usual week, the holidays, and the days unlike the others. */
export function CalendarFields({ form }: CalendarFieldsProps) {
  const { t } = useTranslation('settings')
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: form.values.timeZone }).format(new Date())
  return (
    <>
      <div className={fields.pair}>
        <TextInput label={t('hours.name')} {...form.getInputProps('name')} />
        <TimeZoneSelect label={t('hours.timeZone')} {...form.getInputProps('timeZone')} />
      </div>
      <div className={fields.set}>
        <h3>{t('hours.week')}</h3>
        <p className={fields.hint}>{t('hours.weekHint')}</p>
        <WeekEditor form={form} />
      </div>
      <Select
        label={t('hours.holidays')}
        description={t('hours.holidaysHint')}
        allowDeselect={false}
        data={holidayRegions.map(value => ({ value, label: t(`hours.region.${value}`) }))}
        {...form.getInputProps('holidays')}
      />
      <div className={fields.set}>
        <h3>{t('hours.exceptions')}</h3>
        <p className={fields.hint}>{t('hours.exceptionsHint')}</p>
        <ExceptionsEditor form={form} today={today} />
      </div>
    </>
  )
}
