import type { Tx } from '#server/platform/db.ts'
import { createBoard } from '../board.ts'
import { type CalendarOf, openHours } from '../open-hours.ts'
import { settingsOf } from '../queues/settings.ts'
import { storedTeams } from '../storing.ts'

/** A board of its own for one question, by the settings, teams and hours of the workspace: nobody and nothing is on it yet. */
export async function boardNow(tx: Tx, calendarOf: CalendarOf, now: Date) {
  const teams = await storedTeams(tx, tx.workspaceId)
  const choices = await settingsOf(tx, tx.workspaceId)
  const board = createBoard({ choices, teams, open: await openHours(tx, calendarOf, now, teams) })
  return { board, teams }
}
