import { useTranslation } from 'react-i18next'
import { type CalendarValues, openingFaults, weekDays } from './week.ts'

/** What the form of a calendar refuses before asking the server, by field. */
export function useCalendarRules() {
  const { t } = useTranslation(['settings', 'common'])
  return (values: CalendarValues): Record<string, string> => {
    const errors: Record<string, string> = {}
    if (values.name.trim() === '') errors.name = t('common:form.required')
    for (const day of weekDays)
      for (const { place, fault } of openingFaults(values.weeklyHours[day]))
        errors[`weeklyHours.${day}.${place}`] = t(`hours.fault.${fault}`)
    values.exceptions.forEach(({ date, hours }, index) => {
      if (date === '') errors[`exceptions.${index}.date`] = t('common:form.required')
      for (const { place, fault } of openingFaults(hours))
        errors[`exceptions.${index}.hours.${place}`] = t(`hours.fault.${fault}`)
    })
    return errors
  }
}

/** Name of a field for the summary of errors: the day it is about. */
export function useCalendarLabels(values: CalendarValues): Record<string, string> {
  const { t } = useTranslation('settings')
  const labels: Record<string, string> = {
    name: t('hours.name'),
    timeZone: t('hours.timeZone'),
    holidays: t('hours.holidays'),
  }
  for (const day of weekDays)
    for (const index of values.weeklyHours[day].keys())
      for (const side of [0, 1]) labels[`weeklyHours.${day}.${index}.${side}`] = t(`day.${day}`)
  values.exceptions.forEach(({ label, hours }, index) => {
    const name = label || t('hours.exception', { number: index + 1 })
    labels[`exceptions.${index}.date`] = name
    for (const place of hours.keys())
      for (const side of [0, 1]) labels[`exceptions.${index}.hours.${place}.${side}`] = name
  })
  return labels
}
