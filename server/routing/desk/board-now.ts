import type { Tx } from '#server/platform/db.ts'
import { createBoard } from '../board.ts'
import { type CalendarOf, openHours } from '../open-hours.ts'
import { storedHouse } from '../queues/house.ts'

/**
 * A board of its own for one question, by what the workspace decided and its hours: nobody and nothing is on it yet. For
 * somebody who asks, it gives out what queues let people ask for, too.
 */
export async function boardNow(tx: Tx, calendarOf: CalendarOf, now: Date, { isAskedFor = false } = {}) {
  const house = await storedHouse(tx, tx.workspaceId)
  const { teams } = house
  const board = createBoard({ house, isAskedFor, open: await openHours(tx, calendarOf, now, teams) })
  return { board, teams }
}
