import type { QueryClient } from '@tanstack/react-query'
import type { Conversation, ConversationRow, View } from '../../../contract/conversations.ts'
import type { Api } from '../../api/client.ts'
import { mayBelong } from './belongs.ts'
import { patchRow, type RowPages } from './rows.ts'

/**
 * Changes a conversation everywhere it is shown: open, in the lists, on the card. An act shows at once by `patch`;
 * what the server answers is put in its place by `put`.
 */
export function createConversationCache(queryClient: QueryClient, query: Api['query'], me: { id: string }) {
  const detailKey = (id: string) => query.conversations.get.queryKey({ input: { id } })
  const listsKey = query.conversations.list.key()

  const changeRow = (id: string, change: (row: ConversationRow) => ConversationRow) => {
    for (const [key, data] of queryClient.getQueriesData({ queryKey: listsKey })) {
      const changed = patchRow(data, id, change)
      const view = viewOf(key)
      queryClient.setQueryData(key, view ? withoutStrangers(changed, id, view, me) : changed)
    }
  }

  return {
    get: (id: string) => queryClient.getQueryData(detailKey(id)),
    /** Shows a change before the server confirms it; gives back how to take it back. */
    patch: (id: string, change: Partial<Conversation>): (() => void) => {
      const detail = queryClient.getQueryData(detailKey(id))
      const lists = queryClient.getQueriesData({ queryKey: listsKey })
      if (detail) queryClient.setQueryData(detailKey(id), { ...detail, ...change })
      changeRow(id, row => ({ ...row, ...rowPart(change) }))
      return () => {
        if (detail) queryClient.setQueryData(detailKey(id), detail)
        for (const [key, data] of lists) queryClient.setQueryData(key, data)
      }
    },
    /** Takes what the server says. */
    put: (conversation: Conversation) => {
      queryClient.setQueryData(detailKey(conversation.id), conversation)
      changeRow(conversation.id, () => rowPart(conversation) as ConversationRow) // a conversation is a whole row
    },
    /** Changes a row without touching the order of anything. */
    patchRow: (id: string, change: Partial<ConversationRow>) => {
      const detail = queryClient.getQueryData(detailKey(id))
      if (detail) queryClient.setQueryData(detailKey(id), { ...detail, ...change })
      for (const [key, data] of queryClient.getQueriesData({ queryKey: listsKey }))
        queryClient.setQueryData(
          key,
          patchRow(data, id, row => ({ ...row, ...change })),
        )
    },
    /** Asks again for everything shown of a conversation: after a refusal, or when its messages went elsewhere. */
    reload: (id: string) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: detailKey(id) }),
        queryClient.invalidateQueries({ queryKey: query.conversations.messages.key({ input: { id } }) }),
        queryClient.invalidateQueries({ queryKey: listsKey }),
      ]),
    /** Asks the lists again: what comes back into a view is not in them. */
    relist: () => queryClient.invalidateQueries({ queryKey: listsKey }),
    recount: () => queryClient.invalidateQueries({ queryKey: query.conversations.viewCounts.key() }),
  }
}

export type ConversationCache = ReturnType<typeof createConversationCache>

const details = [
  'fields',
  'linkedTo',
  'episodes',
  'sharedWith',
  'lastReadMessageId',
  'survey',
  'recoveryId',
  'allowed',
] as const satisfies readonly (keyof Conversation)[]

/** The part of a conversation that its row shows. */
function rowPart(conversation: Partial<Conversation>): Partial<ConversationRow> {
  const row = { ...conversation }
  for (const name of details) delete row[name]
  return row
}

/** Reads the view from the key of a list; a list of one person's requests has none. */
function viewOf(key: readonly unknown[]): View | undefined {
  const options = key.find(part => typeof part === 'object' && part !== null && 'input' in part)
  const input = (options as { input?: { view?: View; contact?: string } } | undefined)?.input
  return input?.contact ? undefined : input?.view
}

function withoutStrangers<Data>(data: Data, id: string, view: View, me: { id: string }): Data {
  if (typeof data !== 'object' || data === null || !('pages' in data)) return data
  const pages = data as unknown as RowPages // only infinite lists of rows lie under this key
  return {
    ...data,
    pages: pages.pages.map(page => ({
      ...page,
      items: page.items.filter(row => row.id !== id || mayBelong(view, row, me)),
    })),
  }
}
