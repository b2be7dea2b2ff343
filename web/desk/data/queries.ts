import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, View } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { reasonChoices, reasonPath } from '../acts/reasons.ts'
import type { Filters } from '../list/filters.ts'
import { listInput } from './list-input.ts'
import { flatten } from './rows.ts'

/** Names and lists change rarely: they are asked for once in a while. */
const rarely = { staleTime: 5 * 60_000, gcTime: 60 * 60_000 }

/** How many conversations each view holds. */
export function useViewCounts() {
  const { query } = useApi()
  return useQuery(query.conversations.viewCounts.queryOptions({ placeholderData: keepPreviousData }))
}

/** The rows of a view, loaded as one scrolls; while a search is typed, the rows of before stay. */
export function useConversationList(view: View, filters: Filters) {
  const { query } = useApi()
  const input = listInput(view, filters)
  const options = query.conversations.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input, cursor }),
    initialPageParam: undefined,
    getNextPageParam: page => page.next ?? undefined,
  })
  const list = useInfiniteQuery({
    ...options,
    // Rows of another view under the title of this one would be a lie; those of the same view are only older.
    placeholderData: (before, beforeQuery) =>
      JSON.stringify(beforeQuery?.queryKey ?? '').includes(`"view":"${view}"`) ? before : undefined,
  })
  const rows = useMemo(() => flatten(list.data), [list.data])
  return { list, rows, queryKey: options.queryKey, input }
}

/** One conversation by its number, as the address names it. */
export function useConversationId(number: number | undefined, known: string | undefined) {
  const { call, query } = useApi()
  return useQuery({
    queryKey: [...query.conversations.byNumber.key(), 'id', number],
    queryFn: async () => (await call.conversations.byNumber({ number: number! })).id,
    enabled: number !== undefined && known === undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** One conversation, whole. */
export function useConversation(id: string | undefined) {
  const { query } = useApi()
  return useQuery(
    query.conversations.get.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }),
  )
}

/** How many messages come at a time when walking back. */
const messagesAtOnce = 50

/** The messages of a conversation, oldest first; `fetchNextPage` walks back in time. */
export function useMessages(conversationId: string) {
  const { query } = useApi()
  const thread = useInfiniteQuery(
    query.conversations.messages.infiniteOptions({
      input: (before: string | undefined) => ({ id: conversationId, before, limit: messagesAtOnce }),
      initialPageParam: undefined,
      getNextPageParam: page => page.previous ?? undefined,
    }),
  )
  const messages = useMemo<Message[]>(
    () => thread.data?.pages.toReversed().flatMap(page => page.items) ?? [],
    [thread.data],
  )
  return { thread, messages }
}

/** What happened in a conversation besides its messages. */
export function useHappenings(conversationId: string) {
  const { query } = useApi()
  return useQuery(
    query.events.after.queryOptions({ input: { conversation: conversationId, after: 0, limit: 500 } }),
  )
}

/** Everyone of the workspace, those who left included: old messages bear their names. */
export function useMembers() {
  const { query } = useApi()
  return useQuery(query.workspaces.listMembers.queryOptions({ input: { status: 'all' }, ...rarely }))
}

/** The teams. */
export function useTeams() {
  const { query } = useApi()
  return useQuery(query.workspaces.listTeams.queryOptions(rarely))
}

/** The contact reasons. */
export function useReasons() {
  const { query } = useApi()
  return useQuery(query.conversations.listReasons.queryOptions(rarely))
}

/** The tags. */
export function useTags() {
  const { query } = useApi()
  return useQuery(query.conversations.listTags.queryOptions(rarely))
}

/** The addresses we write from. */
export function useChannels() {
  const { query } = useApi()
  return useQuery(query.channels.list.queryOptions({ input: {}, ...rarely }))
}

/** Custom fields of contacts and conversations. */
export function useAttributes() {
  const { query } = useApi()
  return useQuery(query.contacts.listAttributes.queryOptions(rarely))
}

/** Who is connected now; people outside the house do not see it. */
export function usePresence(enabled: boolean) {
  const { query } = useApi()
  const { is } = useSession()
  return useQuery(
    query.workspaces.presence.queryOptions({ enabled: enabled && is(...inside), staleTime: 15_000 }),
  )
}

/** Names of people, teams and reasons by their ids, in the language of the reader. */
export function useNames() {
  const { i18n } = useTranslation()
  const members = useMembers().data?.items
  const teams = useTeams().data?.items
  const reasons = useReasons().data?.items
  const language = i18n.language === 'en' ? 'en' : 'fr'
  return useMemo(
    () => ({
      members: members ?? [],
      teams: teams ?? [],
      member: (id: string | null | undefined) => members?.find(member => member.id === id)?.name,
      team: (id: string | null | undefined) => teams?.find(team => team.id === id)?.name,
      reason: (id: string | null | undefined) => reasonPath(reasons ?? [], id, language),
      reasonChoices: () => reasonChoices(reasons ?? [], language),
    }),
    [members, teams, reasons, language],
  )
}
