import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { View } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveEvents, useSubscribe } from '../../live/LiveProvider.tsx'
import type { ListInput } from '../data/list-input.ts'
import { mergeChanges, type RowPages } from '../data/rows.ts'
import { conversationsOf, isAboutRows } from './event-rows.ts'

/** A burst of events is one question to the server. */
const gatherMs = 250
const countMs = 1000
/** After a question that failed. */
const againMs = 3000
/** Clocks of two servers may differ a little; asking a little further back costs nothing. */
const marginMs = 3000

/**
 * Keeps a list true without asking it again: after each burst of events, one question brings the rows of the view that
 * changed since, with the server's own idea of what belongs there; the others that were touched have left.
 */
export function useLiveList(queryKey: QueryKey, input: ListInput) {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const touched = useRef<{ ids: Set<string>; since: number } | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const countTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keyText = JSON.stringify(queryKey)
  useSubscribe({ lists: [roomOf(input.view)] })

  const touch = (ids: Iterable<string>, since: number) => {
    touched.current ??= { ids: new Set(), since }
    touched.current.since = Math.min(touched.current.since, since)
    for (const id of ids) touched.current.ids.add(id)
  }
  const refreshIn = (ms: number) => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void refresh()
    }, ms)
  }

  const refresh = useEffectEvent(async () => {
    if (!touched.current) return
    // An answer on its way may be older than the events, and would take the place of what they change.
    if (queryClient.getQueryState(queryKey)?.fetchStatus === 'fetching') return refreshIn(gatherMs)
    const { ids, since } = touched.current
    touched.current = undefined
    const changed = await call.conversations
      .list({ ...input, limit: 100, updatedSince: new Date(since - marginMs).toISOString() })
      .catch(() => undefined)
    if (!changed) {
      // The events will not come again: they are kept for a better moment.
      touch(ids, since)
      return refreshIn(againMs)
    }
    if (changed.next !== null) {
      await queryClient.invalidateQueries({ queryKey })
      return
    }
    queryClient.setQueryData<RowPages>(
      queryKey,
      known =>
        known &&
        mergeChanges(
          known,
          { rows: changed.items, ids: withRows(ids, changed.items) },
          input.view,
          input.order,
        ),
    )
  })

  useLiveEvents(event => {
    if (!isAboutRows(event)) return
    countTimer.current ??= setTimeout(() => {
      countTimer.current = undefined
      void queryClient.invalidateQueries({ queryKey: query.conversations.viewCounts.key() })
    }, countMs)
    touch(conversationsOf(event), Date.parse(event.at))
    refreshIn(gatherMs)
  })

  useEffect(() => {
    // What was touched belongs to the list of before: the new one is asked whole.
    void keyText
    touched.current = undefined
  }, [keyText])
  useEffect(() => () => clearTimeout(timer.current), [])
}

/** The room of rows that tells about a view. */
function roomOf(view: View): 'mine' | 'unassigned' | 'team' | 'all' {
  return view === 'mine' || view === 'unassigned' || view === 'team' ? view : 'all'
}

function withRows(ids: ReadonlySet<string>, rows: readonly { id: string }[]): Set<string> {
  return new Set([...ids, ...rows.map(row => row.id)])
}
