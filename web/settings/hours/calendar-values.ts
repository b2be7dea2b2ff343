import type { Calendar } from '../../../contract/workspaces.ts'
import { type CalendarValues, type Opening, weekDays, wholeWeek } from './week.ts'

/** Regions whose public holidays are known; the contract's own list would bring Zod into the page. */
export const holidayRegions = [
  'none',
  'FR',
  'FR-ALSACE-MOSELLE',
  'FR-GP',
  'FR-MQ',
  'FR-GF',
  'FR-RE',
  'FR-YT',
  'FR-PM',
  'FR-BL',
  'FR-MF',
  'FR-WF',
  'FR-PF',
  'FR-NC',
] as const satisfies readonly Calendar['holidays'][]

/** A calendar as its form shows it. */
export function toCalendarValues(calendar: Calendar): CalendarValues {
  const { name, timeZone, weeklyHours, holidays, exceptions } = calendar
  return {
    name,
    timeZone,
    weeklyHours: wholeWeek(weeklyHours),
    holidays,
    exceptions: exceptions.map(({ date, label, hours }) => ({ date, label, hours })),
  }
}

/** A new calendar: office hours, where the workspace is. */
export function newCalendarValues(timeZone: string): CalendarValues {
  const day = (): Opening[] => [['09:00', '18:00']]
  return {
    name: '',
    timeZone,
    weeklyHours: { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: [], sun: [] },
    holidays: timeZone === 'Europe/Paris' ? 'FR' : 'none',
    exceptions: [],
  }
}

/** What is sent: closed days left out, openings and exceptions in their order. */
export function toCalendarInput(values: CalendarValues) {
  const inOrder = (openings: readonly Opening[]) =>
    openings.toSorted(([one], [other]) => (one < other ? -1 : 1))
  const open = weekDays.filter(day => values.weeklyHours[day].length > 0)
  return {
    name: values.name.trim(),
    timeZone: values.timeZone,
    weeklyHours: Object.fromEntries(open.map(day => [day, inOrder(values.weeklyHours[day])])),
    holidays: holidayRegions.find(region => region === values.holidays) ?? 'none',
    exceptions: values.exceptions
      .map(({ date, label, hours }) => ({ date, label: label.trim(), hours: inOrder(hours) }))
      .toSorted((one, other) => (one.date < other.date ? -1 : 1)),
  }
}
