import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../../api/ApiProvider.tsx'
import { inside } from '../../roles.ts'
import { listInput } from '../filters.ts'
import type { State } from '../words.ts'

/** Recoveries of one state or all, of one person or everyone, loaded part by part. */
export function useRecoveries(owner: string | undefined, state: State | 'open' | undefined) {
  const { query } = useApi()
  const input = listInput(owner, state)
  const list = useInfiniteQuery(
    query.loops.listRecoveries.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
    }),
  )
  const recoveries = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
  return { list, recoveries }
}

/** One recovery; without an id nothing is asked. */
export function useRecovery(id: string | undefined) {
  const { query } = useApi()
  return useQuery(
    query.loops.getRecovery.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }),
  )
}

/** How many are open, mine, late. */
export function useRecoveryCounts() {
  const { query } = useApi()
  return useQuery(query.loops.recoveryCounts.queryOptions())
}

/** Those who may follow a recovery, by name. */
export function useOwners() {
  const { query } = useApi()
  const members = useQuery(
    query.workspaces.listMembers.queryOptions({ input: { status: 'active' }, staleTime: 5 * 60_000 }),
  )
  const items = members.data?.items
  return useMemo(
    () =>
      items
        ?.filter(({ role }) => inside.some(one => one === role))
        .map(({ id, name }) => ({ id, name }))
        .sort((a, b) => a.name.localeCompare(b.name)) ?? [],
    [items],
  )
}
