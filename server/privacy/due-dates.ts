import { DateTime } from 'luxon'

/** The same day so many months later, or the last of a shorter month: 31 January, then 28 or 29 February. */
export function monthsLater(day: string, months: number): string {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ months }).toISODate()!
}

/** The day of a place at an instant. */
export function dayAt(instant: Date, timeZone: string): string {
  return DateTime.fromJSDate(instant, { zone: timeZone }).toISODate()!
}

/** Whole days from one day to another; negative when it is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    DateTime.fromISO(to, { zone: 'utc' }).diff(DateTime.fromISO(from, { zone: 'utc' }), 'days').days,
  )
}

/** Reminders before a request is due. */
export const reminders = [15, 7, 2] as const

/** The reminder that is due now and was not sent: the nearest, once; undefined when there is none. */
export function reminderDue(daysLeft: number, lastSent: number | null): number | undefined {
  const due = reminders.filter(days => daysLeft <= days).at(-1)
  return due !== undefined && (lastSent === null || due < lastSent) ? due : undefined
}
