import { useState } from 'react'
import { useLiveEvents, useSubscribe } from '../../live/LiveProvider.tsx'
import { useSession } from '../../session.tsx'
import { useRecoveryCache } from './useRecoveryCache.ts'

/** Keeps what is shown true: what others change comes at once, or waits to be asked for while one is busy there. */
export function useHeldNews(openId: string | undefined, isBusy: boolean) {
  const cache = useRecoveryCache()
  const myId = useSession().me.member.id
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  useSubscribe({ lists: ['recoveries'] })
  useLiveEvents(event => {
    if (!event.type.startsWith('recovery.')) return
    // What I did myself is already shown, by the answer to my act.
    if (event.actor.kind === 'member' && event.actor.id === myId) return
    if (event.subject.id === openId) void cache.reloadOne(event.subject.id)
    if (isBusy) setWaiting(known => new Set([...known, event.subject.id]))
    else void cache.reload()
  })
  return {
    /** How many changed since one is busy here. */
    waiting: waiting.size,
    show: () => {
      setWaiting(new Set())
      void cache.reload()
    },
  }
}
