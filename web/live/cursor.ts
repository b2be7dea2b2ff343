import type { FeedEvent } from '../../contract/events.ts'

export interface EventPage {
  items: FeedEvent[]
  last: number
  more: boolean
}

export interface CursorParts {
  /** Last number of the workspace when the screens began to load what they show. */
  from: number
  /** `GET /events?after=`: one page of what follows a number. */
  eventsAfter: (seq: number) => Promise<EventPage>
  deliver: (event: FeedEvent) => void
  /** Too much was missed to replay it: screens ask again for what they show. */
  startAfresh: () => void
}

/** More than this is quicker to ask again than to replay. */
const replayLimit = 2000

/**
 * Delivers each event once and in order, whatever the network did. The socket carries only what the screen
 * subscribed to, so a jump in numbers is not a loss; after a cut, everything that followed the last settled number
 * is asked from the server, and what the socket brings meanwhile waits for its turn.
 */
export function createCursor(parts: CursorParts) {
  let settled = parts.from
  const seen = new Set<number>()
  let early: FeedEvent[] = []
  let filling: Promise<void> | undefined
  let next: Promise<void> | undefined
  let behind = false

  const deliver = (event: FeedEvent) => {
    if (event.seq <= settled || seen.has(event.seq)) return
    seen.add(event.seq)
    parts.deliver(event)
  }

  const settle = (seq: number) => {
    settled = Math.max(settled, seq)
    for (const number of seen) if (number <= settled) seen.delete(number)
  }

  const fill = async () => {
    await fillPages()
    behind = false
  }

  const fillPages = async () => {
    const start = settled
    let place = settled
    for (;;) {
      const page = await parts.eventsAfter(place)
      if (page.last - start > replayLimit) {
        settle(page.last)
        parts.startAfresh()
        return
      }
      for (const event of page.items) deliver(event)
      const end = page.items.at(-1)?.seq
      if (!page.more || end === undefined) {
        settle(page.last)
        return
      }
      settle(end)
      place = end
    }
  }

  const start = (): Promise<void> => {
    behind = true
    filling = fill().finally(() => {
      filling = undefined
      const waiting = early.sort((a, b) => a.seq - b.seq)
      early = []
      for (const event of waiting) deliver(event)
    })
    return filling
  }

  return {
    /** Takes an event that the socket pushed. */
    receive: (event: FeedEvent) => {
      if (filling) early.push(event)
      else deliver(event)
    },
    /** Asks for what followed, up to now: an answer that is already on its way may be older than the question. */
    catchUp: (): Promise<void> => {
      if (!filling) return start()
      next ??= filling
        .catch(() => undefined) // whoever asked first hears of it
        .then(() => {
          next = undefined
          return start()
        })
      return next
    },
    /** Declares that nothing up to this number is still on its way; not while a gap is open. */
    settle: (seq: number) => {
      if (!behind) settle(seq)
    },
    /** True while a gap is being filled, and after an attempt that failed. */
    isBehind: () => behind,
    position: () => settled,
  }
}
