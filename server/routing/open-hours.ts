import type { Tx } from '#server/platform/db.ts'
import { createOpenTime } from '#server/workspaces/index.ts'
import type { OpenTime } from './core/model.ts'

/** Opening hours by id; the workspace's own where none is named. */
export type CalendarOf = (tx: Tx, id: string | null) => Promise<Parameters<typeof createOpenTime>[0]>

const monthMs = 31 * 24 * 3_600_000

/** The hours of a workspace and of its teams, as rulers. */
export async function openHours(
  tx: Tx,
  calendarOf: CalendarOf,
  now: Date,
  teams: ReadonlyMap<string, { calendarId: string | null }>,
): Promise<OpenTime> {
  const origin = new Date(now.getTime() - monthMs)
  const rulers = new Map<string, ReturnType<typeof createOpenTime>>()
  const named = new Set([...teams.values()].map(team => team.calendarId ?? ''))
  for (const id of named.add(''))
    rulers.set(id, createOpenTime(await calendarOf(tx, id === '' ? null : id), origin))
  const ruler = (calendar: string) => rulers.get(calendar) ?? rulers.get('')!
  return {
    positionAt: (calendar, instant) => ruler(calendar).positionAt(instant),
    instantOf: (calendar, position) => {
      try {
        return ruler(calendar).instantOf(position)
      } catch (error) {
        if (error instanceof RangeError) return Number.POSITIVE_INFINITY // closed for years
        throw error
      }
    },
  }
}
