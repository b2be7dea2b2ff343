import type { PromiseTarget } from '#contract/promises.ts'
import type { CalendarRules } from '#server/workspaces/index.ts'
import type { Ruler } from './clocks.ts'

/** Open time of a calendar; see workspaces/hours/calendar.ts. */
export interface OpenTime {
  addOpenTime: (rules: CalendarRules, from: Date, minutes: number) => Date
  openMinutesBetween: (rules: CalendarRules, from: Date, to: Date) => number
  nextOpening: (rules: CalendarRules, at: Date) => Date | undefined
}

const minuteMs = 60_000
const minutesOf = { openMinute: 1, openHour: 60, clockHour: 60, jourOuvre: 24 * 60, jourOuvrable: 24 * 60 }

/** Says, once for a calendar, how each target counts in it. */
export function rulersIn(rules: CalendarRules, time: OpenTime): (target: PromiseTarget) => Ruler {
  // Both leave out Sundays, and with them the days of a clock change: such a day always has 24 hours.
  const days = { jourOuvre: wholeDays(rules, 5), jourOuvrable: wholeDays(rules, 6) }
  return ({ amount, unit }) => {
    const totalMs = amount * minutesOf[unit] * minuteMs
    if (unit === 'clockHour') return clockRuler(totalMs)
    const counted = unit === 'openHour' || unit === 'openMinute' ? rules : days[unit]
    return {
      totalMs,
      beginsAt: from => time.nextOpening(counted, from) ?? from,
      spentMs: (from, to) => time.openMinutesBetween(counted, from, to) * minuteMs,
      dueOf: (from, leftMs) => time.addOpenTime(counted, from, leftMs / minuteMs),
    }
  }
}

/** Hours of the clock; what ends while nobody is there may end later, as `roll` says. */
export const clockRuler = (totalMs: number, roll: (due: Date) => Date = due => due): Ruler => ({
  totalMs,
  beginsAt: from => from,
  spentMs: (from, to) => Math.max(0, to.getTime() - from.getTime()),
  dueOf: (from, leftMs) => roll(new Date(from.getTime() + leftMs)),
})

/** Says, once for a calendar, when each target that counts in it is due. */
export function countingIn(
  rules: CalendarRules,
  time: OpenTime,
): (target: PromiseTarget, since: Date) => Date {
  const ruler = rulersIn(rules, time)
  return (target, since) => {
    const { dueOf, totalMs } = ruler(target)
    return dueOf(since, totalMs)
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
