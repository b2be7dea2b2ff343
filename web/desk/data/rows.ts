import type { ConversationRow, View } from '../../../contract/conversations.ts'
import { type Order, usualOrder } from '../list/filters.ts'

export interface RowPage {
  items: ConversationRow[]
  next: string | null
}

export interface RowPages {
  pages: RowPage[]
  pageParams: unknown[]
}

/** What one refresh of a list brings: rows of the view that changed, and every conversation that something happened to. */
export interface Changes {
  rows: readonly ConversationRow[]
  ids: ReadonlySet<string>
}

/** All loaded rows, in order. */
export function flatten(pages: RowPages | undefined): ConversationRow[] {
  return pages?.pages.flatMap(page => page.items) ?? []
}

/**
 * Puts changed rows where the order of the view wants them and drops those that have left it. A row that belongs
 * below what is loaded waits for its page.
 */
export function mergeChanges(known: RowPages, changes: Changes, view: View, order?: Order): RowPages {
  const before = flatten(known)
  const isComplete = known.pages.at(-1)?.next === null
  const compare = comparison(view, order)
  const last = before.at(-1)
  const kept = before.filter(row => !changes.ids.has(row.id))
  const entering = changes.rows.filter(row => isComplete || (last !== undefined && compare(row, last) <= 0))
  const rows = [...kept, ...entering].sort(compare)
  return {
    ...known,
    // Cursors belong to the places between pages, not to their content: all rows may lie in the first.
    pages: known.pages.map((page, place) => ({ ...page, items: place === 0 ? rows : [] })),
  }
}

/** The order of the server's lists: a time, then the id, both in one direction. */
export function comparison(view: View, order: Order = usualOrder(view)) {
  const direction = order === 'newest' ? -1 : 1
  return (one: ConversationRow, other: ConversationRow): number => {
    const [a, b] = [orderTime(one, view, order), orderTime(other, view, order)]
    if (a !== b) return a < b ? -direction : direction
    return one.id === other.id ? 0 : one.id < other.id ? -direction : direction
  }
}

function orderTime(row: ConversationRow, view: View, order: Order): string {
  if (order === 'due' || view === 'soon' || view === 'late') return row.dueAt ?? '9999'
  if (order === 'complaint_due') return row.complaintDue?.at ?? '9999'
  if (view === 'oldest') return row.waitingSince ?? row.createdAt
  if (view === 'snoozed') return row.snoozedUntil ?? '9999'
  if (view === 'scheduled') return row.scheduledReply?.leavesAt ?? '9999'
  return row.lastMessageAt
}

/** Changes one row wherever it is shown, without moving it. */
export function patchRow<Data>(
  data: Data,
  id: string,
  patch: (row: ConversationRow) => ConversationRow,
): Data {
  if (isPages(data))
    return {
      ...data,
      pages: data.pages.map(page =>
        has(page, id) ? { ...page, items: patched(page.items, id, patch) } : page,
      ),
    }
  if (isPage(data) && has(data, id)) return { ...data, items: patched(data.items, id, patch) }
  return data
}

const has = (page: RowPage, id: string) => page.items.some(row => row.id === id)

const patched = (items: ConversationRow[], id: string, patch: (row: ConversationRow) => ConversationRow) =>
  items.map(row => (row.id === id ? patch(row) : row))

function isPages(data: unknown): data is RowPages {
  return typeof data === 'object' && data !== null && 'pages' in data && 'pageParams' in data
}

function isPage(data: unknown): data is RowPage {
  return typeof data === 'object' && data !== null && 'items' in data && 'next' in data
}

/** Where to go when a conversation leaves the list: the row below, else the one above. */
export function neighbour(
  rows: readonly ConversationRow[],
  id: string | undefined,
  leaving: ReadonlySet<string> = new Set(),
): ConversationRow | undefined {
  const place = rows.findIndex(row => row.id === id)
  if (place < 0) return rows.find(row => !leaving.has(row.id))
  const stays = (row: ConversationRow) => row.id !== id && !leaving.has(row.id)
  return rows.slice(place + 1).find(stays) ?? rows.slice(0, place).findLast(stays)
}
