import { useCallback, useMemo, useState } from 'react'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { holdRows } from './held.ts'

interface Held {
  rows: readonly ConversationRow[]
  key: string
}

/**
 * Keeps the rows where they are while `isHeld` (scrolled, hovered, focused); newcomers are counted, and come in when
 * asked for or when the list is let go.
 */
export function useHeldRows(
  latest: readonly ConversationRow[],
  { isHeld, keepsGone, listKey }: { isHeld: boolean; keepsGone: boolean; listKey: string },
) {
  const [held, setHeld] = useState<Held | undefined>()
  // Another view or filter is another list: nothing of the last one is worth holding.
  const follows = !isHeld || !held || held.key !== listKey || held.rows.length === 0
  if (follows && (held?.rows !== latest || held.key !== listKey)) setHeld({ rows: latest, key: listKey })
  const rows = follows ? latest : held.rows
  const { shown, waiting } = useMemo(() => holdRows(rows, latest, keepsGone), [rows, latest, keepsGone])
  /** Lets everything take its place, now. */
  const settle = useCallback(() => setHeld(undefined), [])
  return { shown, waiting, settle }
}
