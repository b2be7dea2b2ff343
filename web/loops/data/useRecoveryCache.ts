import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { createRecoveryCache } from './recovery-cache.ts'

/** What of recoveries this screen has loaded, to be kept true. */
export function useRecoveryCache() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  const myId = useSession().me.member.id
  return useMemo(
    () =>
      createRecoveryCache(
        queryClient,
        {
          page: id => query.loops.getRecovery.queryKey({ input: { id } }),
          lists: query.loops.listRecoveries.key(),
          counts: query.loops.recoveryCounts.key(),
        },
        myId,
      ),
    [query, queryClient, myId],
  )
}
