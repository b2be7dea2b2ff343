/** What the visitor wrote and the server has not yet confirmed, first written first. */
export interface Outgoing {
  /** Made here, once: however often it is tried, the server writes it once. */
  id: string
  text: string
  files: { id: string; name: string }[]
  fields?: Record<string, string>
  state: 'waiting' | 'sending' | 'refused'
  tries: number
  /** Not to be tried before, by this machine's own clock. */
  notBefore: number
  /** Why the server will not have it, in the visitor's language. */
  reason?: string
}

export type Outbox = readonly Outgoing[]

const shortestPause = 1000
const longestPause = 30_000

export function written(outbox: Outbox, message: Pick<Outgoing, 'id' | 'text' | 'files' | 'fields'>): Outbox {
  if (outbox.some(one => one.id === message.id)) return outbox
  return [...outbox, { ...message, state: 'waiting', tries: 0, notBefore: 0 }]
}

/**
 * The message to send now, or the time to look again. One at a time and in the order they were written: what stands behind
 * a message that could not leave waits with it. A refused one is out of the way until its writer decides.
 */
export function nextOf(outbox: Outbox, now: number): { send: Outgoing } | { lookAt: number } | undefined {
  const first = outbox.find(one => one.state !== 'refused')
  if (!first || first.state === 'sending') return undefined
  // A clock put back by a day must not hold a message for a day.
  const wait = Math.min(first.notBefore, now + longestPause)
  return wait <= now ? { send: first } : { lookAt: wait }
}

export const sending = (outbox: Outbox, id: string): Outbox => changed(outbox, id, { state: 'sending' })

export const sent = (outbox: Outbox, id: string): Outbox => outbox.filter(one => one.id !== id)

/** It did not arrive, or nobody could say whether it did: tried again, each time a little later. */
export function missed(outbox: Outbox, id: string, now: number): Outbox {
  const tries = (outbox.find(one => one.id === id)?.tries ?? 0) + 1
  const pause = Math.min(longestPause, shortestPause * 2 ** (tries - 1))
  return changed(outbox, id, { state: 'waiting', tries, notBefore: now + pause })
}

export const refused = (outbox: Outbox, id: string, reason: string): Outbox =>
  changed(outbox, id, { state: 'refused', reason })

/** The visitor asks again, or the network is back: no pause any more. */
export const hurried = (outbox: Outbox, id?: string): Outbox =>
  outbox.map(one =>
    (id === undefined ? one.state === 'waiting' : one.id === id)
      ? { ...one, state: one.state === 'sending' ? 'sending' : 'waiting', notBefore: 0 }
      : one,
  )

/** As the page finds it again: what was on its way may have arrived or not, and is said once more. */
export const restored = (outbox: Outbox): Outbox =>
  outbox.map(one => (one.state === 'sending' ? { ...one, state: 'waiting', notBefore: 0 } : one))

function changed(outbox: Outbox, id: string, change: Partial<Outgoing>): Outbox {
  return outbox.map(one => (one.id === id ? { ...one, ...change } : one))
}
