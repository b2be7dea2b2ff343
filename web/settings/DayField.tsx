import '@mantine/dates/styles.layer.css'
import { DateInput, type DateInputProps, DatesProvider } from '@mantine/dates'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/fr'
import { useTranslation } from 'react-i18next'
import { parseDay } from './parse-day.ts'

export interface DayFieldProps extends Omit<DateInputProps, 'value' | 'onChange'> {
  /** "2026-11-21", or empty. */
  value?: string
  onChange?: (day: string) => void
}

/** A day, typed or chosen, written in words so that no one wonders which figure is the month. */
export function DayField({ value = '', onChange, ...props }: DayFieldProps) {
  const { t, i18n } = useTranslation('settings')
  return (
    <DatesProvider settings={{ locale: i18n.language === 'fr' ? 'fr' : 'en-gb' }}>
      <DateInput
        valueFormat="D MMM YYYY"
        dateParser={text => parseDay(text, new Date().toISOString().slice(0, 10))}
        value={value || null}
        clearable
        clearButtonProps={{ 'aria-label': t('clearDay') }}
        previousLabel={t('previousMonth')}
        nextLabel={t('nextMonth')}
        onChange={day => onChange?.(day ?? '')}
        {...props}
      />
    </DatesProvider>
  )
}
