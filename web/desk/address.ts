import type { View } from '../../contract/conversations.ts'

/** Views of the desk in the order of the pane; the contract's own list would bring Zod into the page. */
export const views = [
  'mine',
  'unassigned',
  'team',
  'oldest',
  'soon',
  'late',
  'complaints',
  'mentions',
  'snoozed',
  'drafts',
  'scheduled',
  'closed',
  'spam',
  'all',
] as const satisfies readonly View[]

/** What the address names beside the view: nothing, a conversation by its number, or a new one being written. */
export type DeskRef = { kind: 'none' } | { kind: 'new' } | { kind: 'number'; number: number }

export interface DeskAddress {
  view: View
  ref: DeskRef
}

/** Reads `/desk/:view/:ref`; what is not understood is the person's own view, with nothing open. */
export function readAddress(
  params: { view?: string | undefined; ref?: string | undefined },
  home: View,
): DeskAddress {
  return { view: views.find(view => view === params.view) ?? home, ref: readRef(params.ref) }
}

function readRef(text: string | undefined): DeskRef {
  if (text === 'new') return { kind: 'new' }
  const number = text && /^\d{1,12}$/.test(text) ? Number(text) : undefined
  return number ? { kind: 'number', number } : { kind: 'none' }
}

/** Writes the address of a conversation in a view; filters of the list are kept when they are given. */
export function deskPath(view: View, ref?: number | 'new', query = ''): string {
  const path = ref === undefined ? `/desk/${view}` : `/desk/${view}/${ref}`
  return query ? `${path}?${query.replace(/^\?/, '')}` : path
}
