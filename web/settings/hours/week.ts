import { isClock } from './clock.ts'

/** Days of the week as calendars name them, from Monday. */
export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type WeekDay = (typeof weekDays)[number]
export type Opening = [opens: string, closes: string]

/** What the form of a calendar holds. */
export type CalendarValues = {
  name: string
  timeZone: string
  weeklyHours: Record<WeekDay, Opening[]>
  holidays: string
  exceptions: { date: string; label: string; hours: Opening[] }[]
}

export type OpeningFault = 'notATime' | 'order' | 'overlap'

/** What is wrong with the openings of one day, by the place of the field; empty when all is well. */
export function openingFaults(openings: readonly Opening[]): { place: string; fault: OpeningFault }[] {
  return openings.flatMap(([opens, closes], index): { place: string; fault: OpeningFault }[] => {
    const unread = [opens, closes].flatMap((clock, side) =>
      isClock(clock) ? [] : [{ place: `${index}.${side}`, fault: 'notATime' as const }],
    )
    if (unread.length > 0) return unread
    if (opens >= closes) return [{ place: `${index}.1`, fault: 'order' }]
    const overlaps = openings.some(
      ([otherOpens, otherCloses], other) => other < index && opens < otherCloses && otherOpens < closes,
    )
    return overlaps ? [{ place: `${index}.0`, fault: 'overlap' }] : []
  })
}

/** Openings to offer when one more is wanted: the working day, its afternoon, or two hours after the last. */
export function nextOpening(openings: readonly Opening[]): Opening {
  const last = openings.at(-1)
  if (!last || !isClock(last[1])) return ['09:00', '18:00']
  const hour = Number(last[1].slice(0, 2))
  const at = (clock: number) => `${String(Math.min(24, clock)).padStart(2, '0')}:00`
  return [at(Math.min(22, hour + 1)), at(Math.min(24, Math.max(18, hour + 3)))]
}

/** A week with every day in it: the calendar leaves out those that are closed. */
export function wholeWeek(weekly: Partial<Record<WeekDay, Opening[]>>): Record<WeekDay, Opening[]> {
  return Object.fromEntries(weekDays.map(day => [day, weekly[day] ?? []])) as Record<WeekDay, Opening[]> // every day is there
}

/** Days in their order, in runs of those that open alike: Monday to Friday, Saturday. */
export function runsOfDays(
  weekly: Partial<Record<WeekDay, Opening[]>>,
): { first: WeekDay; last: WeekDay; openings: Opening[] }[] {
  const week = wholeWeek(weekly)
  const runs: { first: WeekDay; last: WeekDay; openings: Opening[] }[] = []
  for (const day of weekDays) {
    const run = runs.at(-1)
    if (run && JSON.stringify(run.openings) === JSON.stringify(week[day])) run.last = day
    else runs.push({ first: day, last: day, openings: week[day] })
  }
  return runs.filter(run => run.openings.length > 0)
}
