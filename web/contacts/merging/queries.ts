import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { reasonOf } from '../data/useContactChange.ts'

/** Cards that may be of one person, loaded as one scrolls. */
export function useDuplicates() {
  const { query } = useApi()
  const list = useInfiniteQuery(
    query.contacts.listDuplicates.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 30, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
    }),
  )
  const pages = list.data?.pages
  return { list, duplicates: useMemo(() => pages?.flatMap(page => page.items) ?? [], [pages]) }
}

/** Cards that may be of this person. */
export function useDuplicatesOf(id: string, isAsked: boolean) {
  const { query } = useApi()
  return useQuery(query.contacts.duplicatesOf.queryOptions({ input: { id }, enabled: isAsked }))
}

/** Cards that are part of this one. */
export function useMergesOf(id: string, isAsked: boolean) {
  const { query } = useApi()
  return useQuery(query.contacts.listMerges.queryOptions({ input: { id }, enabled: isAsked }))
}

/** What merging would do; asked again each time, as it may have changed. */
export function useMergePreview(id: string, otherId: string) {
  const { query } = useApi()
  return useQuery(query.contacts.mergePreview.queryOptions({ input: { id, otherId }, staleTime: 0 }))
}

export interface Pair {
  id: string
  otherId: string
}

/** Merging, undoing it, and putting a pair aside; each can be undone for ten seconds, and a merge from the card. */
export function useMergingActs() {
  const { t } = useTranslation('contacts')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  /** Cards, lists, conversations: a merge moves all of them. */
  const reload = useCallback(
    () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: query.contacts.key() }),
        queryClient.invalidateQueries({ queryKey: query.conversations.key() }),
      ]),
    [queryClient, query],
  )

  const undo = useCallback(
    async (id: string, mergeId: string): Promise<boolean> => {
      try {
        const { from } = await call.contacts.undoMerge({ id, mergeId })
        announce(t('merge.undone', { name: from.name || t('noName') }), 'polite', { visible: true })
        return true
      } catch (error) {
        announce(t('merge.notUndone', { reason: reasonOf(error) }), 'assertive', { visible: true })
        return false
      } finally {
        void reload()
      }
    },
    [t, call, announce, reload],
  )

  const merge = useCallback(
    async ({ id, otherId }: Pair, chosen: string[]): Promise<boolean> => {
      try {
        const made = await call.contacts.mergeContacts({ id, otherId, chosen })
        offerUndo({
          text: t('merge.done', { name: made.from.name || t('noName') }),
          undo: () => undo(id, made.id),
        })
        return true
      } catch (error) {
        announce(t('merge.notDone', { reason: reasonOf(error) }), 'assertive', { visible: true })
        return false
      } finally {
        void reload()
      }
    },
    [t, call, offerUndo, announce, reload, undo],
  )

  const putAside = useCallback(
    async (pair: Pair): Promise<void> => {
      try {
        await call.contacts.dismissDuplicate(pair)
        offerUndo({
          text: t('duplicates.dismissed'),
          undo: async () => {
            await call.contacts.restoreDuplicate(pair)
            await reload()
          },
        })
      } catch (error) {
        announce(t('notSaved', { reason: reasonOf(error) }), 'assertive', { visible: true })
      } finally {
        void reload()
      }
    },
    [t, call, offerUndo, announce, reload],
  )

  return { merge, undo, putAside, reload }
}
