import { instantAt, wallClockAt } from '../desk/acts/snooze-choices.ts'

/** Days of the periods one chooses from, today included. */
export const usualPeriods = [7, 30, 90, 365] as const
export type UsualPeriod = (typeof usualPeriods)[number]
export const firstPeriod: UsualPeriod = 90

/** The last so many days, or from one day to another, both included. */
export type Period = { kind: 'last'; days: UsualPeriod } | { kind: 'days'; from: string; to: string }

/** Instants of a period: its first midnight, and the midnight after its last day. */
export interface Span {
  from: string
  to: string
}

/** Reads a day of an address, 2026-11-16; undefined when it is none. */
export function readDay(text: string | null | undefined): string | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const at = new Date(`${text}T12:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined
}

/** Reads the period of an address; what means nothing is the first one offered. */
export function readPeriod(query: URLSearchParams, first: UsualPeriod = firstPeriod): Period {
  const [from, to] = [readDay(query.get('from')), readDay(query.get('to'))]
  if (from && to && from <= to) return { kind: 'days', from, to }
  const days = usualPeriods.find(one => String(one) === query.get('period'))
  return { kind: 'last', days: days ?? first }
}

/** Writes a period into an address; the first one offered needs no word. */
export function writePeriod(query: URLSearchParams, period: Period, first: UsualPeriod = firstPeriod): void {
  if (period.kind === 'days') {
    query.set('from', period.from)
    query.set('to', period.to)
  } else if (period.days !== first) query.set('period', String(period.days))
}

/** The day of an instant, as the calendar of the place has it. */
export function dayOf(at: Date | string, timeZone: string): string {
  const { year, month, day } = wallClockAt(new Date(at), timeZone)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The midnight that begins a day, by the clock of the place. */
export function midnightOf(day: string, timeZone: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return instantAt({ year: year!, month: month!, day: date!, hour: 0, minute: 0 }, timeZone).toISOString()
}

/** The instants of a period. They stay the same all day long, so that a figure asked again is the same question. */
export function spanOf(period: Period, now: Date, timeZone: string): Span {
  if (period.kind === 'days')
    return { from: midnightOf(period.from, timeZone), to: midnightOf(addDays(period.to, 1), timeZone) }
  const today = dayOf(now, timeZone)
  return {
    from: midnightOf(addDays(today, 1 - period.days), timeZone),
    to: midnightOf(addDays(today, 1), timeZone),
  }
}

/** The part of a period that lies in the week of a Monday; undefined when they do not meet. */
export function weekWithin(span: Span, monday: string, timeZone: string): Span | undefined {
  const week = { from: midnightOf(monday, timeZone), to: midnightOf(addDays(monday, 7), timeZone) }
  const from = week.from > span.from ? week.from : span.from
  const to = week.to < span.to ? week.to : span.to
  return from < to ? { from, to } : undefined
}
