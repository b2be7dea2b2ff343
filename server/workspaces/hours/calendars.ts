import type { Calendar } from '#contract/workspaces.ts'
import { asEventActor } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import { withChanges } from '../changes.ts'
import { calendarOfWorkspace, requireTimeZone, workspaceOf } from '../settings.ts'
import {
  addOpenMinutes,
  type CalendarRules,
  dayOn,
  isOpenAt,
  nextChange,
  nextOpening,
  openingDays,
  openMinutesBetween,
} from './calendar.ts'
import { allCalendars, calendarRow, lockCalendar, saveCalendar } from './queries.ts'

/** Opening hours, for every domain that counts in open time. */
export function createCalendars() {
  // The same rules give the same object, so that what was worked out for one request serves the next.
  const shared = new Map<string, CalendarRules>()
  const same = (rules: CalendarRules): CalendarRules => {
    const { timeZone, weeklyHours, holidays, exceptions } = rules
    const text = JSON.stringify({ timeZone, weeklyHours, holidays, exceptions })
    const found = shared.get(text)
    if (found) return found
    if (shared.size >= mostShared) shared.clear()
    shared.set(text, { timeZone, weeklyHours, holidays, exceptions })
    return shared.get(text)!
  }

  /** The workspace's own hours: the calendar of its settings, its first one, or office hours when it has none. */
  async function ofWorkspace(tx: Tx): Promise<CalendarRules> {
    return same((await calendarOfWorkspace(tx)) ?? officeHours((await workspaceOf(tx)).timeZone))
  }

  return {
    ofWorkspace,
    /** A calendar by id, or the workspace's own hours where none is named; refuses one of another workspace. */
    of: async (tx: Tx, id: string | null): Promise<CalendarRules> =>
      id === null ? ofWorkspace(tx) : same(await calendarRow(tx, id)),
    /** Minutes of open time between two instants. */
    openMinutesBetween,
    /** The instant at which so many minutes of open time have passed; never inside closed time. */
    addOpenTime: addOpenMinutes,
    /** True between opening and closing. */
    isOpen: isOpenAt,
    /** The instant itself when open, otherwise the next opening; undefined when none comes. */
    nextOpening,
    /** When open turns to closed or the reverse; undefined for a place that never changes. */
    nextChange,
    /** The true hours of a run of days, the first being the day of an instant there. */
    days: (rules: CalendarRules, from: Date, count: number) => openingDays(rules, dayOn(rules, from), count),
  }
}

const mostShared = 500

/** Monday to Friday, nine to six: what a new workspace opens with. */
export function officeHours(timeZone: string): CalendarRules {
  const day: [string, string][] = [['09:00', '18:00']]
  return {
    timeZone,
    weeklyHours: { mon: day, tue: day, wed: day, thu: day, fri: day },
    holidays: holidaysNear(timeZone),
    exceptions: [],
  }
}

/** Routes of calendars. */
export function calendarRoutes({ recordEvent, newId, clock, t }: Ground) {
  return {
    listCalendars: os.listCalendars.handler(async ({ context: { tx } }) => ({
      items: await allCalendars(tx),
    })),

    createCalendar: os.createCalendar.handler(async ({ input, context: { tx, actor } }) => {
      const calendar: Calendar = { ...input, id: newId(), version: 1 }
      await write(tx, calendar)
      await recordEvent(tx, {
        type: 'calendar.created',
        actor: asEventActor(actor),
        subject: { kind: 'calendar', id: calendar.id },
        data: { name: calendar.name },
      })
      return calendar
    }),

    updateCalendar: os.updateCalendar.handler(async ({ input, context: { tx, actor } }) => {
      await lockCalendar(tx, input.id)
      const before = await calendarRow(tx, input.id)
      const calendar = withChanges(before, { ...input, version: before.version + 1 })
      await write(tx, calendar)
      // Whoever keeps deadlines in open time works them out again from here.
      await recordEvent(tx, {
        type: 'calendar.updated',
        actor: asEventActor(actor),
        subject: { kind: 'calendar', id: calendar.id },
        data: { version: calendar.version, before, after: calendar },
      })
      return calendar
    }),

    calendarHours: os.calendarHours.handler(async ({ input, context: { tx, language } }) => {
      const calendar = await calendarRow(tx, input.id)
      const now = clock.now()
      // The days after it would have five digits in their year.
      if (input.from && input.from >= '9999') throw new Invalid('request.value')
      const days = openingDays(calendar, input.from ?? dayOn(calendar, now), input.days)
      return {
        isOpen: isOpenAt(calendar, now),
        nextChangeAt: nextChange(calendar, now)?.toISOString() ?? null,
        days: days.map(({ date, hours, label, holiday }) => ({
          date,
          hours,
          label: label || (holiday ? t(language, `calendar:holiday.${holiday}`) : null),
        })),
      }
    }),
  }
}

async function write(tx: Tx, calendar: Calendar): Promise<void> {
  requireSound(calendar)
  try {
    await saveCalendar(tx, calendar)
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refused('calendar.name_taken', { name: calendar.name })
    throw error
  }
}

/** A calendar that cannot be counted with is refused when it is written, never when a deadline needs it. */
function requireSound({ timeZone, weeklyHours, exceptions }: CalendarRules): void {
  requireTimeZone(timeZone)
  const weeks = Object.values(weeklyHours)
  for (const openings of [...weeks, ...exceptions.map(({ hours }) => hours)]) {
    const sorted = openings.toSorted(([one], [other]) => (one < other ? -1 : 1))
    const sound = sorted.every(
      ([opens, closes], index) => opens < closes && closes <= (sorted[index + 1]?.[0] ?? '24:00'),
    )
    if (!sound) throw new Invalid('calendar.opening_order')
  }
  if (weeks.every(openings => openings.length === 0)) throw new Invalid('calendar.never_opens')
  const dates = exceptions.map(({ date }) => date)
  const twice = dates.find((date, index) => dates.indexOf(date) !== index)
  if (twice) throw new Invalid('calendar.exception_twice', { date: twice })
}

/** The public holidays of a time zone that is France's alone; none elsewhere. */
function holidaysNear(timeZone: string): CalendarRules['holidays'] {
  const regions: Record<string, CalendarRules['holidays']> = {
    'Europe/Paris': 'FR',
    'America/Guadeloupe': 'FR-GP',
    'America/Martinique': 'FR-MQ',
    'America/Cayenne': 'FR-GF',
    'America/Miquelon': 'FR-PM',
    'America/St_Barthelemy': 'FR-BL',
    'America/Marigot': 'FR-MF',
    'Indian/Reunion': 'FR-RE',
    'Indian/Mayotte': 'FR-YT',
    'Pacific/Noumea': 'FR-NC',
    'Pacific/Tahiti': 'FR-PF',
    'Pacific/Marquesas': 'FR-PF',
    'Pacific/Gambier': 'FR-PF',
    'Pacific/Wallis': 'FR-WF',
  }
  return regions[timeZone] ?? 'none'
}
