import type { PromiseTarget } from '#contract/promises.ts'
import type { CalendarRules } from '#server/workspaces/index.ts'

/** Adds minutes of open time; see workspaces/hours/calendar.ts. */
export type AddOpenTime = (rules: CalendarRules, from: Date, minutes: number) => Date

/** Says, once for a calendar, when each target that counts in it is due. */
export function countingIn(
  rules: CalendarRules,
  addOpenTime: AddOpenTime,
): (target: PromiseTarget, since: Date) => Date {
  const days = { jourOuvre: wholeDays(rules, 5), jourOuvrable: wholeDays(rules, 6) }
  return ({ amount, unit }, since) => {
    if (unit === 'clockHour') return new Date(since.getTime() + amount * 3_600_000)
    if (unit === 'openHour') return addOpenTime(rules, since, amount * 60)
    // Both leave out Sundays, and with them the days of a clock change: such a day always has 24 hours.
    return addOpenTime(days[unit], since, amount * 24 * 60)
  }
}

/**
 * The days that a law or a contract counts, midnight to midnight: the first five or six of the week, without public
 * holidays. The house's own hours and closures change nothing to them.
 */
function wholeDays({ timeZone, holidays }: CalendarRules, perWeek: 5 | 6): CalendarRules {
  const whole: [string, string][] = [['00:00', '24:00']]
  return {
    timeZone,
    holidays,
    exceptions: [],
    weeklyHours: {
      mon: whole,
      tue: whole,
      wed: whole,
      thu: whole,
      fri: whole,
      ...(perWeek === 6 && { sat: whole }),
    },
  }
}
