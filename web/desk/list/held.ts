import type { ConversationRow } from '../../../contract/conversations.ts'

/** A row as the list draws it; `isGone` when it has left the view while the list may not move. */
export interface ShownRow {
  row: ConversationRow
  isGone: boolean
}

/**
 * What a list that must not move under the pointer shows: the rows it held, each as it is now, then what was
 * loaded below. Newcomers wait to be asked for; they are counted.
 */
export function holdRows(
  held: readonly ConversationRow[],
  latest: readonly ConversationRow[],
  /** False for people who see only what they were given: what is taken from them goes at once. */
  keepsGone = true,
): { shown: ShownRow[]; waiting: number } {
  const now = new Map(latest.map((row, place) => [row.id, { row, place }]))
  const heldIds = new Set(held.map(row => row.id))
  const lastKnown = Math.max(-1, ...held.map(row => now.get(row.id)?.place ?? -1))
  const newcomers = latest.filter(row => !heldIds.has(row.id))
  const below = newcomers.filter(row => now.get(row.id)!.place > lastKnown)
  return {
    shown: [
      ...held
        .filter(row => keepsGone || now.has(row.id))
        .map(row => ({ row: now.get(row.id)?.row ?? row, isGone: !now.has(row.id) })),
      ...below.map(row => ({ row, isGone: false })),
    ],
    waiting: newcomers.length - below.length,
  }
}

/** Where the row of a number stands, or else, where it stood, the one that took its place; -1 for none. */
export function rowAfter(
  rows: readonly ShownRow[],
  left: { number: number; index?: number } | undefined,
): number {
  if (!left) return -1
  const there = rows.findIndex(({ row, isGone }) => row.number === left.number && !isGone)
  if (there >= 0 || left.index === undefined) return there
  const next = rows.findIndex(({ isGone }, index) => index >= left.index! && !isGone)
  return next >= 0 ? next : rows.findLastIndex(({ isGone }) => !isGone)
}
