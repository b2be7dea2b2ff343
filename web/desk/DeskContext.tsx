import { createContext, type ReactNode, type RefObject, use } from 'react'
import type { ConversationRow, View } from '../../contract/conversations.ts'
import type { ConversationCache } from './data/conversation-cache.ts'
import type { EndingAct } from './going-on.ts'

/** What the panes of the desk share: where one is, how to go elsewhere, and the rows on display. */
export interface Desk {
  view: View
  /** Number of the open conversation. */
  number: number | undefined
  cache: ConversationCache
  /** Rows on display, in order: closing a conversation leads to the next of them. */
  rows: RefObject<readonly ConversationRow[]>
  open: (row: Pick<ConversationRow, 'id' | 'number'>, options?: { replace?: boolean; view?: View }) => void
  openView: (view: View) => void
  write: (to?: { contactId?: string; address?: string }) => void
  /** Tells which conversation a number is, so that its address need not be looked up. */
  know: (number: number, id: string) => void
  /** Leaves the open conversation: to the list on a phone, to nothing on a desk. */
  leave: () => void
  /** Goes to the row after this one; what else leaves with it is passed over. */
  openNext: (id: string, leaving?: ReadonlySet<string>) => void
  /** Goes where the person wants to be after an act; false when that is here. */
  goOn: (act: EndingAct, id: string) => boolean
  /** The view whose last row was just left. */
  finished: View | undefined
  /** Lets the list follow one's own act although it is held under the pointer. */
  settleList: RefObject<() => void>
}

const DeskContext = createContext<Desk | undefined>(undefined)

export interface DeskProviderProps {
  desk: Desk
  children: ReactNode
}

/** Hands the desk to its panes. */
export function DeskProvider({ desk, children }: DeskProviderProps) {
  return <DeskContext value={desk}>{children}</DeskContext>
}

/** Where one is on the desk, and the ways to go elsewhere. */
export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (!desk) throw new Error('useDesk needs a DeskProvider above it')
  return desk
}
