import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useEffectEvent,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { FeedEvent, VisitorSign } from '../../contract/events.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { isProblem } from '../api/api-problem.ts'
import { createLive, type Live, type LiveSocket, type LiveState, type Looking, type Wanted } from './live.ts'

const LiveContext = createContext<Live | undefined>(undefined)

export interface LiveProviderProps {
  /** Last number of the workspace when the screens began to load. */
  from: number
  openSocket: () => LiveSocket
  children: ReactNode
}

/** Opens the socket of the workspace for as long as its screens are shown. */
export function LiveProvider({ from, openSocket, children }: LiveProviderProps) {
  const { call } = useApi()
  const queryClient = useQueryClient()
  const live = useMemo(
    () =>
      createLive({
        socket: openSocket(),
        from,
        eventsAfter: (after, signal, conversation) =>
          call.events.after({ after, conversation }, { signal }).catch(error => {
            if (isProblem(error, 'request.ahead')) return call.events.after({}, { signal })
            throw error
          }),
        startAfresh: () => void queryClient.invalidateQueries(),
      }),
    [openSocket, from, call, queryClient],
  )
  useEffect(() => {
    live.start()
    return live.stop
  }, [live])
  return <LiveContext value={live}>{children}</LiveContext>
}

function useLive(): Live {
  const live = use(LiveContext)
  if (!live) throw new Error('useLive needs a LiveProvider above it')
  return live
}

/** Calls back for each event heard, once and in order. */
export function useLiveEvents(handle: (event: FeedEvent) => void) {
  const live = useLive()
  const latest = useEffectEvent(handle)
  useEffect(() => live.onEvent(event => latest(event)), [live])
}

/** Hears about these conversations, contacts and lists while the component is on screen. */
export function useSubscribe(wanted: Wanted) {
  const live = useLive()
  const key = JSON.stringify(wanted)
  // The text stands for the object, which callers write anew at each drawing.
  useEffect(() => live.want(JSON.parse(key) as Wanted), [live, key])
}

/** Says who looks at my conversations, and lets me say what I look at. */
export function useLooking(handle: (looking: Looking) => void): Live['look'] {
  const live = useLive()
  const latest = useEffectEvent(handle)
  useEffect(() => live.onLooking(looking => latest(looking)), [live])
  return live.look
}

/** Says whether the visitors of the chats on screen are there and write. */
export function useVisitorSigns(handle: (sign: VisitorSign) => void) {
  const live = useLive()
  const latest = useEffectEvent(handle)
  useEffect(() => live.onVisitor(sign => latest(sign)), [live])
}

/** Calls back when what I am offered, or how I am, may have changed. */
export function useWorkBell(handle: () => void) {
  const live = useLive()
  const latest = useEffectEvent(handle)
  useEffect(() => live.onWork(() => latest()), [live])
}

/** Tells whether the screen hears the workspace and as of when; undefined outside a workspace. */
export function useLiveState(): LiveState | undefined {
  const live = use(LiveContext)
  return useSyncExternalStore(
    live?.onState ?? (() => () => undefined),
    () => live?.state(),
    () => undefined,
  )
}
