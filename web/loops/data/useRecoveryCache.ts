import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Recovery } from '../../../contract/loops.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { type ListQuestion, type Pages, placed } from './placing.ts'

/** Writes a recovery wherever it is shown: its own page, the columns of the board, the list. */
export function useRecoveryCache() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  const myId = useSession().me.member.id
  return useMemo(() => {
    const pageKey = (id: string) => query.loops.getRecovery.queryKey({ input: { id } })
    return {
      put: (recovery: Recovery) => {
        queryClient.setQueryData(pageKey(recovery.id), recovery)
        for (const [key, data] of queryClient.getQueriesData({
          queryKey: query.loops.listRecoveries.key(),
        })) {
          const question = questionOf(key)
          if (isPages(data) && question) queryClient.setQueryData(key, placed(data, recovery, question, myId))
        }
      },
      recount: () => queryClient.invalidateQueries({ queryKey: query.loops.recoveryCounts.key() }),
      reload: () => queryClient.invalidateQueries({ queryKey: query.loops.listRecoveries.key() }),
      reloadOne: (id: string) => queryClient.invalidateQueries({ queryKey: pageKey(id) }),
    }
  }, [query, queryClient, myId])
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
