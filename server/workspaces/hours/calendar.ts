import { IANAZone } from 'luxon'
import type { Calendar } from '#contract/workspaces.ts'
import { type HolidayName, holidaysOf } from './holidays.ts'

/** What opening hours are worked out from; the clock is never read here. */
export type CalendarRules = Pick<Calendar, 'timeZone' | 'weeklyHours' | 'holidays' | 'exceptions'>

/** A day as the wall shows it: hours by the clock there, and why they differ from the week's. */
export interface OpeningDay {
  date: string
  hours: [string, string][]
  /** Words of the people who made the exception. */
  label: string | null
  holiday: HolidayName | null
}

interface Interval {
  start: number
  end: number
}

const minute = 60_000
const dayLength = 86_400_000
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
/** Longest closure believed: two years, beside the days closed by an exception. */
const patienceDays = 731

/** What the rules imply, kept beside them and gone with them: reading a clock of another place is slow. */
interface WorkedOut {
  holidays: Map<string, Map<string, HolidayName>>
  intervals: Map<string, Interval[]>
  midnights: Map<string, number>
}
const workedOut = new WeakMap<CalendarRules, WorkedOut>()

/** True between opening, included, and closing, excluded. */
export function isOpenAt(calendar: CalendarRules, at: Date): boolean {
  const now = at.getTime()
  return intervalsOf(calendar, localDay(calendar, now)).some(({ start, end }) => start <= now && now < end)
}

/**
 * The instant at which so many minutes of open time have passed: within opening hours or at their very end, never while
 * closed. Throws for a calendar that never opens, which validation refuses.
 */
export function addOpenMinutes(calendar: CalendarRules, from: Date, minutes: number): Date {
  let left = Math.max(0, Math.round(minutes * minute))
  for (const { start, end } of openFrom(calendar, from.getTime())) {
    if (left <= end - start) return new Date(start + left)
    left -= end - start
  }
  throw new RangeError('this calendar never opens')
}

/** Minutes of open time between two instants; 0 when the second is not after the first. */
export function openMinutesBetween(calendar: CalendarRules, from: Date, to: Date): number {
  const last = to.getTime()
  let total = 0
  for (let day = localDay(calendar, from.getTime()); ; day = nextDay(day)) {
    if (midnightOf(calendar, day) >= last) return total / minute
    for (const { start, end } of intervalsOf(calendar, day)) {
      total += Math.max(0, Math.min(end, last) - Math.max(start, from.getTime()))
    }
  }
}

/** The instant itself when open, otherwise the next opening; undefined when none comes. */
export function nextOpening(calendar: CalendarRules, at: Date): Date | undefined {
  const first = openFrom(calendar, at.getTime(), { atClosing: false }).next()
  return first.done ? undefined : new Date(first.value.start)
}

/** When open turns to closed or closed to open, after an instant; undefined for a place that never changes. */
export function nextChange(calendar: CalendarRules, at: Date): Date | undefined {
  let until: number | undefined
  for (const { start, end } of openFrom(calendar, at.getTime(), { atClosing: false })) {
    if (until === undefined && start > at.getTime()) return new Date(start)
    if (until !== undefined && start > until) return new Date(until)
    until = Math.max(until ?? end, end)
    if (until - at.getTime() > patienceDays * dayLength) return undefined
  }
  return until === undefined ? undefined : new Date(until)
}

/** The true hours of a run of days, with the holiday or the exception that made them so. */
export function openingDays(calendar: CalendarRules, firstDay: string, count: number): OpeningDay[] {
  const days: OpeningDay[] = []
  for (let day = firstDay; days.length < count; day = nextDay(day)) days.push(openingDay(calendar, day))
  return days
}

/** The day (`2026-11-21`) that the calendar’s clock shows at an instant. */
export function dayOn(calendar: CalendarRules, at: Date): string {
  return localDay(calendar, at.getTime())
}

/** An exception decides first, then a public holiday closes, then the week applies. */
function openingDay(calendar: CalendarRules, date: string): OpeningDay {
  const exception = calendar.exceptions.find(one => one.date === date)
  const year = date.slice(0, 4)
  const holidays = kept(known(calendar).holidays, year, () => holidaysOf(calendar.holidays, Number(year)))
  const holiday = holidays.get(date) ?? null
  if (exception) return { date, hours: exception.hours, label: exception.label, holiday }
  if (holiday) return { date, hours: [], label: null, holiday }
  const weekday = weekdays[new Date(date).getUTCDay()]!
  return { date, hours: calendar.weeklyHours[weekday] ?? [], label: null, holiday: null }
}

/** Open time from an instant on, day after day, until a closure longer than anybody’s. */
function* openFrom(
  calendar: CalendarRules,
  from: number,
  { atClosing = true } = {},
): Generator<Interval, void, void> {
  const patience = patienceDays + calendar.exceptions.length
  let closedDays = 0
  for (let day = localDay(calendar, from); closedDays < patience; day = nextDay(day)) {
    closedDays += 1
    for (const { start, end } of intervalsOf(calendar, day)) {
      if (end < from || (end === from && !atClosing)) continue
      closedDays = 0
      yield { start: Math.max(start, from), end }
    }
  }
}

/** The stretches of a day (`2026-11-21`) in which the place is open, as instants, in their order. */
export function intervalsOf(calendar: CalendarRules, day: string): Interval[] {
  return kept(known(calendar).intervals, day, () => {
    const at = (clock: string) =>
      clock === '24:00' ? midnightOf(calendar, nextDay(day)) : instantOf(calendar.timeZone, day, clock)
    return openingDay(calendar, day)
      .hours.map(([opens, closes]) => ({ start: at(opens), end: at(closes) }))
      .filter(({ start, end }) => start < end)
      .sort((one, other) => one.start - other.start)
  })
}

/**
 * The first instant at which a clock on the wall shows a time or a later one. One rule for both clock changes: in spring
 * a time that is skipped is the moment of the jump, in autumn a time shown twice is its first showing; so that days have
 * 23 and 25 hours, and two openings that touch still touch.
 */
function instantOf(timeZone: string, day: string, clock: string): number {
  const zone = IANAZone.create(timeZone)
  const shown = Date.parse(`${day}T${clock}Z`)
  const before = zone.offset(shown - dayLength) * minute
  const after = zone.offset(shown + dayLength) * minute
  const candidates = [shown - before, shown - after].filter(
    instant => instant + zone.offset(instant) * minute === shown,
  )
  if (candidates.length > 0) return Math.min(...candidates)
  // Skipped: the clocks jumped over it somewhere between what the two offsets say.
  let low = shown - after
  let high = shown - before
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (middle + zone.offset(middle) * minute >= shown) high = middle
    else low = middle
  }
  return high
}

/** Days begin at midnight there; the day in Greenwich is at most one away. */
function localDay(calendar: CalendarRules, instant: number): string {
  const guess = new Date(instant).toISOString().slice(0, 10)
  if (midnightOf(calendar, guess) > instant) return shifted(guess, -1)
  const next = nextDay(guess)
  return midnightOf(calendar, next) <= instant ? next : guess
}

function midnightOf(calendar: CalendarRules, day: string): number {
  return kept(known(calendar).midnights, day, () => instantOf(calendar.timeZone, day, '00:00'))
}

function known(calendar: CalendarRules): WorkedOut {
  const found = workedOut.get(calendar)
  if (found) return found
  const fresh: WorkedOut = { holidays: new Map(), intervals: new Map(), midnights: new Map() }
  workedOut.set(calendar, fresh)
  return fresh
}

function kept<Value>(values: Map<string, Value>, key: string, work: () => Value): Value {
  const found = values.get(key)
  if (found !== undefined) return found
  // A few years of days; past that, somebody walks through history and needs none of it twice.
  if (values.size > 2_000) values.clear()
  const value = work()
  values.set(key, value)
  return value
}

/** The day after a day. */
export const nextDay = (day: string): string => shifted(day, 1)

const shifted = (day: string, days: number) =>
  new Date(Date.parse(day) + days * dayLength).toISOString().slice(0, 10)
