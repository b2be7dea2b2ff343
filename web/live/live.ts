import type { Socket } from 'socket.io-client'
import type {
  ClientToServer,
  FeedEvent,
  ServerToClient,
  Subscription,
  VisitorSign,
} from '../../contract/events.ts'
import { createCursor, type EventPage } from './cursor.ts'

export type LiveSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'emit' | 'connect' | 'disconnect' | 'connected'
>

/** What a screen wants to hear about; the parts it does not name stay silent. */
export type Wanted = Partial<Subscription>

/** Whether the screen hears the workspace, and when it last did. */
export interface LiveState {
  connected: boolean
  /** Server's time at the last sign of life; undefined before the first. */
  asOf: Date | undefined
}

export interface Looking {
  conversationId: string
  people: { memberId: string; name: string; typing: boolean }[]
}

export interface LiveParts {
  socket: LiveSocket
  /** Last number of the workspace when the screens began to load. */
  from: number
  eventsAfter: (seq: number, signal: AbortSignal, conversation?: string) => Promise<EventPage>
  /** Everything shown may be old: the whole cache is asked again. */
  startAfresh: () => void
}

/** A question that no answer follows would keep back all that the socket brings. */
const answerWithinMs = 30_000

/** Keeps the screens true: one socket, one cursor, and the union of what the screens want to hear about. */
export function createLive(parts: LiveParts) {
  const { socket } = parts
  const eventListeners = new Set<(event: FeedEvent) => void>()
  const lookingListeners = new Set<(looking: Looking) => void>()
  const visitorListeners = new Set<(sign: VisitorSign) => void>()
  const workListeners = new Set<() => void>()
  const stateListeners = new Set<() => void>()
  const wanted = new Set<Wanted>()
  let state: LiveState = { connected: false, asOf: undefined }
  let lastTick: number | undefined
  let announced: Subscription = nothing()
  /** What the last answered subscription and all that followed it have in common: heard without a break. */
  let steady: Subscription = nothing()
  let announcing = false
  /** One for each subscription on its way, of which what came before is not asked for yet: ends its wait. */
  const joining = new Set<() => void>()
  let line = new AbortController()

  const ask = (seq: number, conversation?: string) =>
    parts.eventsAfter(seq, AbortSignal.any([line.signal, AbortSignal.timeout(answerWithinMs)]), conversation)

  const cursor = createCursor({
    from: parts.from,
    eventsAfter: seq => ask(seq),
    deliver: event => {
      for (const listener of eventListeners) listener(event)
    },
    startAfresh: parts.startAfresh,
  })

  const setState = (change: Partial<LiveState>) => {
    state = { ...state, ...change }
    for (const listener of stateListeners) listener()
  }

  // What fails is tried again at the next tick, from the same number.
  const catchUp = () => void cursor.catchUp().catch(() => undefined)

  /** What came between the loading of a screen and its joining of the room would be lost without this. */
  const fillNew = async (before: Subscription, now: Subscription) => {
    const newLists = now.lists.some(list => !before.lists.includes(list))
    const newContacts = now.contacts.some(id => !before.contacts.includes(id))
    if (newLists || newContacts) return cursor.catchUp()
    const newConversations = now.conversations.filter(id => !before.conversations.includes(id))
    await Promise.all(newConversations.map(id => cursor.catchUpPart(seq => ask(seq, id))))
  }

  const announce = () => {
    if (announcing) return
    announcing = true
    // Screens mount and leave in the same instant: one message for all of them.
    queueMicrotask(() => {
      announcing = false
      if (!socket.connected) return
      const now = union(wanted)
      announced = now
      steady = common(steady, now)
      const release = cursor.hold()
      const joined = () => {
        joining.delete(release)
        release()
      }
      joining.add(release)
      socket.emit('subscribe', now, () => {
        const before = steady
        // The server may have passed over this one for a later one, whose answer then speaks for both.
        if (now !== announced) return joined()
        steady = now
        fillNew(before, now).catch(catchUp).finally(joined)
      })
    })
  }

  socket.on('connect', () => {
    setState({ connected: true })
    steady = nothing()
    // What was asked over the line that is gone may never be answered: the way back must not wait for it.
    line.abort()
    line = new AbortController()
    lastTick = undefined
    announce()
    catchUp()
    // The answers of the former line will not come any more.
    for (const release of joining) release()
    joining.clear()
  })
  socket.on('disconnect', () => setState({ connected: false }))
  socket.on('event', event => cursor.receive(event))
  socket.on('looking', looking => {
    for (const listener of lookingListeners) listener(looking)
  })
  socket.on('visitor', sign => {
    for (const listener of visitorListeners) listener(sign)
  })
  socket.on('work', () => {
    for (const listener of workListeners) listener()
  })
  socket.on('tick', tick => {
    // One tick of slack: what was numbered before the previous tick has had 5 s to arrive.
    if (lastTick !== undefined) cursor.settle(lastTick)
    if (cursor.isBehind()) catchUp()
    lastTick = tick.seq
    setState({ asOf: new Date(tick.at) })
  })

  return {
    start: () => {
      socket.connect()
    },
    stop: () => {
      socket.disconnect()
    },
    /** Joins the rooms of a screen until the returned function is called. */
    want: (what: Wanted): (() => void) => {
      wanted.add(what)
      announce()
      return () => {
        wanted.delete(what)
        announce()
      }
    },
    onEvent: (listener: (event: FeedEvent) => void) => listen(eventListeners, listener),
    onVisitor: (listener: (sign: VisitorSign) => void) => listen(visitorListeners, listener),
    onWork: (listener: () => void) => listen(workListeners, listener),
    onLooking: (listener: (looking: Looking) => void) => listen(lookingListeners, listener),
    /** Tells the others what I have before my eyes, and whether I am writing in it. */
    look: (conversationId: string | null, typing: boolean) => {
      if (socket.connected) socket.emit('look', { conversationId, typing })
    },
    onState: (listener: () => void) => listen(stateListeners, listener),
    state: () => state,
  }
}

export type Live = ReturnType<typeof createLive>

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function nothing(): Subscription {
  return { conversations: [], contacts: [], lists: [] }
}

function union(wanted: Iterable<Wanted>): Subscription {
  const all = [...wanted]
  return {
    conversations: [...new Set(all.flatMap(one => one.conversations ?? []))],
    contacts: [...new Set(all.flatMap(one => one.contacts ?? []))],
    lists: [...new Set(all.flatMap(one => one.lists ?? []))],
  }
}

function common(one: Subscription, other: Subscription): Subscription {
  return {
    conversations: one.conversations.filter(id => other.conversations.includes(id)),
    contacts: one.contacts.filter(id => other.contacts.includes(id)),
    lists: one.lists.filter(list => other.lists.includes(list)),
  }
}
