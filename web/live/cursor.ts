import type { FeedEvent } from '../../contract/events.ts'

export interface EventPage {
  items: FeedEvent[]
  last: number
  more: boolean
}

/** `GET /events?after=`: one page of what follows a number. */
export type AskAfter = (seq: number) => Promise<EventPage>

export interface CursorParts {
  /** Last number of the workspace when the screens began to load what they show. */
  from: number
  eventsAfter: AskAfter
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
 *
 * Questions are put one after the other. While one is waiting for its answer nothing else moves the settled number:
 * the answer would otherwise be taken for old news and dropped.
 */
export function createCursor(parts: CursorParts) {
  let settled = parts.from
  const seen = new Set<number>()
  let early: FeedEvent[] = []
  let lastQuestion: Promise<void> = Promise.resolve()
  /** Questions and other reasons to wait. */
  let open = 0
  let waiting: Promise<void> | undefined
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

  const deliverEarly = () => {
    const waited = early.sort((a, b) => a.seq - b.seq)
    early = []
    for (const event of waited) deliver(event)
  }

  const hold = (): (() => void) => {
    let isHeld = true
    open += 1
    return () => {
      if (!isHeld) return
      isHeld = false
      open -= 1
      if (open === 0) deliverEarly()
    }
  }

  /** Puts a question when those before it are answered; what the socket brought waits for the last of them. */
  const inTurn = (question: () => Promise<void>): Promise<void> => {
    const answered = lastQuestion.then(question).finally(hold())
    lastQuestion = answered.catch(() => undefined) // whoever asked hears of it
    return answered
  }

  const fillAll = async () => {
    const start = settled
    for (;;) {
      const page = await parts.eventsAfter(settled)
      if (page.last < settled) {
        // A backup was restored: numbers that were settled are given again, to other events.
        settled = page.last
        seen.clear()
        early = []
        parts.startAfresh()
        return
      }
      if (page.last - start > replayLimit) {
        settle(page.last)
        parts.startAfresh()
        return
      }
      for (const event of page.items) deliver(event)
      const end = page.items.at(-1)?.seq
      settle(page.more && end !== undefined ? end : page.last)
      if (!page.more || end === undefined) return
    }
  }

  /** A part says nothing of the rest, so it settles nothing. */
  const fillPart = async (ask: AskAfter) => {
    let place = settled
    const missed: FeedEvent[] = []
    for (;;) {
      const page = await ask(place)
      missed.push(...page.items)
      const end = page.items.at(-1)?.seq
      if (!page.more || end === undefined) break
      place = end
    }
    early.push(...missed)
  }

  return {
    /** Takes an event that the socket pushed. */
    receive: (event: FeedEvent) => {
      if (open > 0) early.push(event)
      else deliver(event)
    },
    /** Asks for what followed, up to now: an answer that is already on its way may be older than the question. */
    catchUp: (): Promise<void> => {
      behind = true
      waiting ??= inTurn(async () => {
        waiting = undefined
        await fillAll()
        // Whoever asked meanwhile knows of a gap that this answer may not have closed.
        if (!waiting) behind = false
      })
      return waiting
    },
    /** Asks for what followed of one part alone, of which the socket told nothing until now. */
    catchUpPart: (ask: AskAfter): Promise<void> => inTurn(() => fillPart(ask)),
    /** Lets nothing settle and what the socket brings wait, until the returned function is called: a gap may open. */
    hold,
    /** Declares that nothing up to this number is still on its way; not while a gap is open. */
    settle: (seq: number) => {
      if (!behind && open === 0) settle(seq)
    },
    /** True while a gap is being filled, and after an attempt that failed. */
    isBehind: () => behind,
    position: () => settled,
  }
}
