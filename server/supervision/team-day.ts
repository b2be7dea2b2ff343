import { DateTime } from 'luxon'
import { type PresentState, presentStates } from '#contract/team-states.ts'

/** Fewer people are persons (EMP-6). */
export const fewest = 5

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export interface Span {
  from: Date
  to: Date
}

/** Somebody in one state, for as long as they were in it and in the team. */
export interface Stretch extends Span {
  memberId: string
  status: PresentState
}

/** Time in each state, of everybody together, in milliseconds. */
export type Spent = Record<PresentState, number>

export interface Hour extends Span {
  spent: Spent
  /** How many people were there for half of it or more. */
  people: number
}

/** The day of a place at an instant, written 2026-11-22. */
export const dayAt = (at: Date, timeZone: string): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).toISODate()!

/** The day so many months earlier. */
export const monthsBefore = (day: string, months: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).minus({ months }).toISODate()!

/** The hours of a day of a place, as long as hours are: 23 or 25 where its clocks change, the last one shorter where they change by less. */
export function hoursOf(day: string, timeZone: string): Span[] {
  const start = midnightOf(day, timeZone)
  const end = midnightOf(DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate()!, timeZone)
  return Array.from({ length: Math.ceil((end - start) / hourMs) }, (_, index) => ({
    from: new Date(start + index * hourMs),
    to: new Date(Math.min(end, start + (index + 1) * hourMs)),
  }))
}

/** Where midnight comes twice, a day begins at the first. */
function midnightOf(day: string, timeZone: string): number {
  const midnight = DateTime.fromISO(day, { zone: timeZone }).startOf('day')
  const before = midnight.minus({ hours: 1 })
  return (before.toISODate() === day ? before : midnight).toMillis()
}

/** Spreads what people did over hours: each gets of a stretch what lies in it. */
export function spreadOver(stretches: readonly Stretch[], hours: readonly Span[]): Hour[] {
  return hours.map(({ from, to }) => {
    const spent: Spent = { available: 0, busy: 0, break: 0 }
    const there = new Map<string, number>()
    for (const { memberId, status, ...stretch } of stretches) {
      const ms =
        Math.min(to.getTime(), stretch.to.getTime()) - Math.max(from.getTime(), stretch.from.getTime())
      if (ms <= 0) continue
      spent[status] += ms
      there.set(memberId, (there.get(memberId) ?? 0) + ms)
    }
    const half = (to.getTime() - from.getTime()) / 2
    return { from, to, spent, people: [...there.values()].filter(ms => ms >= half).length }
  })
}

type Shown = Record<PresentState, { minutes: number; people: number }>

/**
 * What of the hours may be shown: those with enough people, and totals of these alone, so that no hour that is hidden can be
 * taken out of a total again.
 */
export function shownOf(hours: readonly Hour[]): {
  hours: (Span & { states: Shown | null })[]
  total: Shown | null
} {
  const shown = hours.map(({ from, to, spent, people }) => {
    const length = (to.getTime() - from.getTime()) / minuteMs
    const whole = (state: PresentState) => Math.round(spent[state] / minuteMs)
    return { from, to, length, states: people < fewest ? null : byState(whole, length) }
  })
  const told = shown.filter(({ states }) => states !== null)
  const length = told.reduce((sum, hour) => sum + hour.length, 0)
  const sum = (state: PresentState) => told.reduce((all, { states }) => all + states![state].minutes, 0)
  return {
    hours: shown.map(({ from, to, states }) => ({ from, to, states })),
    total: told.length === 0 ? null : byState(sum, length),
  }
}

const byState = (minutesOf: (state: PresentState) => number, length: number) =>
  Object.fromEntries(
    presentStates.map(state => {
      const minutes = minutesOf(state)
      return [state, { minutes, people: Math.round((minutes / length) * 100) / 100 }]
    }),
  ) as Shown
