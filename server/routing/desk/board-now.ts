import type { Tx } from '#server/platform/db.ts'
import { createBoard } from '../board.ts'
import type { QueueRules } from '../ladders.ts'
import { type CalendarOf, openHours } from '../open-hours.ts'
import { storedHouse } from '../queues/house.ts'

/**
 * A board of its own for one question, by what the workspace decided and its hours: nobody and nothing is on it yet. It
 * gives out what queues give in these ways.
 */
export async function boardNow(
  tx: Tx,
  calendarOf: CalendarOf,
  now: Date,
  ways: readonly QueueRules['way'][],
) {
  const house = await storedHouse(tx, tx.workspaceId)
  const open = await openHours(tx, calendarOf, now, house.teams)
  return { board: createBoard({ house, open, ways, dealsTurns: false }), house }
}
