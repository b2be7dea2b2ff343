import { Invalid } from '#server/platform/errors.ts'

/** Days of a report, both ends included, written 2026-11-22. */
export interface Days {
  from: string
  to: string
}

const usualDays = 30
const longestDays = 2 * 366

/** The days asked for, up to today when nobody says; refuses a period that ends before it begins, or is too long. */
export function daysAsked(
  asked: { [end in keyof Days]?: string | undefined },
  today: string,
  usual = usualDays,
): Days {
  const to = asked.to ?? today
  const from = asked.from ?? plusDays(to, 1 - usual)
  if (from > to) throw new Invalid('report.period_reversed')
  if (daysBetween(from, to) >= longestDays) throw new Invalid('report.period_too_long', { days: longestDays })
  return { from, to }
}

/** Every day from one to the other. */
export function everyDay({ from, to }: Days): string[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => plusDays(from, index))
}

/** The day that a place has at an instant. */
export function dayAt(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
}

// Days are added in UTC, where each has 24 hours.
const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`)
const daysBetween = (from: string, to: string) => (midnight(to) - midnight(from)) / 86_400_000
const plusDays = (day: string, days: number) =>
  new Date(midnight(day) + days * 86_400_000).toISOString().slice(0, 10)
