import type { Preferences } from '#contract/workspaces.ts'
import { type CalendarRules, dayOn, isOpenAt } from '../hours/calendar.ts'

export type Rhythm = Preferences['digest']

const hour = 3_600_000

/**
 * True when somebody's digest is due: each hour of opening, or once a day from the first opening on. Never while the
 * house is closed: nobody is called to work at night.
 */
export function isDigestDue(
  rhythm: Rhythm,
  lastAt: Date | undefined,
  now: Date,
  calendar: CalendarRules,
): boolean {
  if (rhythm === 'never' || !isOpenAt(calendar, now)) return false
  if (!lastAt) return true
  return rhythm === 'hourly'
    ? now.getTime() - lastAt.getTime() >= hour
    : dayOn(calendar, lastAt) !== dayOn(calendar, now)
}
