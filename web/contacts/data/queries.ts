import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../../api/ApiProvider.tsx'
import type { Filters } from '../list/filters.ts'

/** Names and definitions change rarely: they are asked for once in a while. */
const rarely = { staleTime: 5 * 60_000, gcTime: 60 * 60_000 }
const pageSize = 60

interface PageOf<Item> {
  items: Item[]
  next: string | null
}

/** The address book, loaded as one scrolls; while a search is typed, the rows of before stay. */
export function useContactList(filters: Filters) {
  const { query } = useApi()
  const { q, stage, company, vip, identity, segment } = filters
  const list = useInfiniteQuery(
    query.contacts.listContacts.infiniteOptions({
      input: (cursor: string | undefined) => ({
        q,
        stage,
        companyId: company,
        vip: vip && (vip === 'yes' ? 'true' : 'false'),
        identity,
        segment,
        limit: pageSize,
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  return { list, contacts: useItems(list.data) }
}

/** One card; without an id nothing is asked. */
export function useContact(id: string | undefined) {
  const { query } = useApi()
  return useQuery(
    query.contacts.getContact.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }),
  )
}

/** Orders, deliveries and invoices of a person, newest first. */
export function useRecords(id: string) {
  const { query } = useApi()
  return useQuery(query.contacts.listRecords.queryOptions({ input: { id } }))
}

/** Everything that happened with a person, loaded as one scrolls. */
export function useTimeline(id: string) {
  const { query } = useApi()
  const list = useInfiniteQuery(
    query.contacts.timeline.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, limit: 50, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
    }),
  )
  return { list, entries: useItems(list.data) }
}

/** All conversations of a person or of a company, newest first. */
export function useRequests(of: { contact: string } | { company: string }) {
  const { query } = useApi()
  const list = useInfiniteQuery(
    query.conversations.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...of,
        view: 'all' as const,
        order: 'newest' as const,
        limit: 8,
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
    }),
  )
  return { list, requests: useItems(list.data) }
}

/** The companies, loaded as one scrolls. */
export function useCompanyList(q: string | undefined) {
  const { query } = useApi()
  const list = useInfiniteQuery(
    query.contacts.listCompanies.infiniteOptions({
      input: (cursor: string | undefined) => ({ q, limit: pageSize, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  return { list, companies: useItems(list.data) }
}

/** The companies whose name begins so, for a field; a few are enough to choose from. */
export function useCompanyChoices(q: string) {
  const { query } = useApi()
  return useQuery(
    query.contacts.listCompanies.queryOptions({
      input: { q: q || undefined, limit: 20 },
      placeholderData: keepPreviousData,
    }),
  )
}

/** One company; an id that names none asks for nothing. */
export function useCompany(id: string | undefined) {
  const { query } = useApi()
  return useQuery(
    query.contacts.getCompany.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }),
  )
}

/** The segments, to narrow the book; not for those outside the house. */
export function useSegmentChoices(isAsked: boolean) {
  const { query } = useApi()
  return useQuery(query.segments.list.queryOptions({ enabled: isAsked }))
}

/** What this workspace wants to know of its contacts. */
export function useContactAttributes() {
  const { query } = useApi()
  const all = useQuery(query.contacts.listAttributes.queryOptions(rarely))
  const items = all.data?.items
  return useMemo(() => items?.filter(({ subject }) => subject === 'contact') ?? [], [items])
}

function useItems<Item>(data: { pages: PageOf<Item>[] } | undefined): Item[] {
  return useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
}
