import type { Clock } from '#server/platform/clock.ts'
import type { Tx } from '#server/platform/db.ts'
import { workspaceOf, workspaceSettings } from '../settings.ts'
import type { createCalendars } from './calendars.ts'

/** What the hours of a house let it promise. */
export function createPromises(clock: Clock, calendars: ReturnType<typeof createCalendars>) {
  return {
    /** E33: two days for a mail, never ending while we are closed. */
    async own(tx: Tx): Promise<{ hours: number; roll: (due: Date) => Date }> {
      const [settings, calendar] = [await workspaceSettings(tx), await calendars.ofWorkspace(tx)]
      return {
        hours: settings.mailAnswerHours,
        roll: due => calendars.nextOpening(calendar, due) ?? due,
      }
    },
    /** What a mail that says it was received needs to know beside its promise. */
    async ofMail(tx: Tx, calendarId: string | null) {
      const { settings, timeZone } = await workspaceOf(tx)
      const now = clock.now()
      const opensAt = calendars.nextOpening(await calendars.of(tx, calendarId), now)
      return { acknowledges: settings.acknowledge, opensAt, timeZone }
    },
    /** Whether a place is open, and when that changes. */
    async openingOf(tx: Tx, calendarId: string | null, now: Date) {
      const calendar = await calendars.of(tx, calendarId)
      const isOpen = calendars.isOpen(calendar, now)
      return {
        isOpen,
        closesAt: (isOpen && calendars.nextChange(calendar, now)) || null,
        nextOpeningAt: (!isOpen && calendars.nextOpening(calendar, now)) || null,
        timeZone: calendar.timeZone,
      }
    },
  }
}
