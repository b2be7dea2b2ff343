import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { Recovery } from '../../../contract/loops.ts'
import { type ListQuestion, type Pages, placed } from './placing.ts'

export interface RecoveryKeys {
  page: (id: string) => QueryKey
  /** What the keys of all lists begin with. */
  lists: QueryKey
  counts: QueryKey
}

/** Writes a recovery wherever it is shown: its own page, the columns of the board, the list. */
export function createRecoveryCache(queryClient: QueryClient, keys: RecoveryKeys, myId: string) {
  const reload = () => queryClient.invalidateQueries({ queryKey: keys.lists })
  return {
    put: (recovery: Recovery) => {
      queryClient.setQueryData(keys.page(recovery.id), recovery)
      for (const [key, data] of queryClient.getQueriesData({ queryKey: keys.lists })) {
        const question = questionOf(key)
        if (isPages(data) && question) queryClient.setQueryData(key, placed(data, recovery, question, myId))
      }
      // An answer on its way tells how things were before: it is not waited for, but asked again.
      if (queryClient.isFetching({ queryKey: keys.lists }) > 0) void reload()
    },
    recount: () => queryClient.invalidateQueries({ queryKey: keys.counts }),
    reload,
    reloadOne: (id: string) => queryClient.invalidateQueries({ queryKey: keys.page(id) }),
  }
}

/** The question of a list, from its key: the last part of an oRPC key holds the input. */
function questionOf(key: readonly unknown[]): ListQuestion | undefined {
  const options = key.at(-1)
  if (typeof options !== 'object' || options === null || !('input' in options)) return undefined
  const { input } = options
  return typeof input === 'object' && input !== null ? (input as ListQuestion) : undefined // our own list input
}

function isPages(data: unknown): data is Pages {
  return typeof data === 'object' && data !== null && 'pages' in data
}
