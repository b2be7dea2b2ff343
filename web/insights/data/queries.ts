import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AdviserTurnover, ConversationsCreated as CreatedShape } from '../../../contract/insights.ts'
import { useApi } from '../../api/ApiProvider.tsx'

export type Created = CreatedShape
export type Turnover = AdviserTurnover
export type CreatedReason = Created['reasons'][number]['reason']

/** What the counts are about; the days are both included. */
export interface Slice {
  from: string
  to: string
  channel: string | undefined
  reason: string | undefined
}

const everyFiveMinutes = 5 * 60_000

/** The counts; those of before stay until the new ones are there. */
export function useCreated(slice: Slice) {
  const { query } = useApi()
  return useQuery(
    query.insights.conversationsCreated.queryOptions({
      input: slice,
      placeholderData: keepPreviousData,
      refetchInterval: everyFiveMinutes,
    }),
  )
}

/** How many advisers left; the figures of before stay until the new ones are there. */
export function useTurnover(days: { from: string; to: string }) {
  const { query } = useApi()
  return useQuery(
    query.insights.adviserTurnover.queryOptions({ input: days, placeholderData: keepPreviousData }),
  )
}

/** The conversations behind the counts, newest first. */
export function useCreatedConversations(slice: Slice) {
  const { query } = useApi()
  const list = useInfiniteQuery(
    query.insights.createdConversations.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...slice, limit: 25, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const conversations = useMemo(() => list.data?.pages.flatMap(page => page.items) ?? [], [list.data])
  return { list, conversations }
}

/** The kinds of channel and the reasons one may narrow to. */
export function useNarrowings() {
  const { query } = useApi()
  const rarely = { staleTime: 5 * 60_000, gcTime: 60 * 60_000 }
  const channels = useQuery(query.channels.list.queryOptions({ input: { deleted: 'with' }, ...rarely }))
  const reasons = useQuery(query.conversations.listReasons.queryOptions(rarely))
  return {
    channels: [...new Set(channels.data?.items.map(channel => channel.kind) ?? [])],
    reasons: reasons.data?.items ?? [],
  }
}
