import type { VisitorSign } from '#contract/events.ts'
import { type Actor, seesEverything } from '../actor.ts'
import { changesSight, isAdministrative, seenBy, toFeedEvent, withoutData } from '../event-view.ts'
import type { FeedItem } from '../events.ts'
import type { Following, LiveFeed } from '../live.ts'
import type { Looker } from './looking.ts'
import { conversationRoom, everyone, inside, roomsOf } from './rooms.ts'
import type { LiveServer, LiveSocket } from './screen.ts'
import type { Sight } from './sight.ts'

interface AudienceOptions {
  io: LiveServer
  workspaceId: string
  feed: LiveFeed
  sight: Sight
  /** Looks again at who a screen belongs to, and lets it go when that changed. */
  recheck: (socket: LiveSocket) => Promise<void>
}

/** The screens of one workspace on this node, and how its events reach them. */
export function createAudience({ io, workspaceId, feed, sight, recheck }: AudienceOptions) {
  const sockets = new Set<LiveSocket>()
  /** Those who see a part of the workspace. They are in no common room: each event is judged for each of them. */
  const limited = new Set<LiveSocket>()
  let seq = 0
  let following: Following | undefined
  let closed = false
  const room = (name: string) => `${workspaceId} ${name}`
  const ready = feed.follow(workspaceId, hear).then(started => {
    following = started
    seq = Math.max(seq, started.from)
    if (closed) started.stop()
  })
  ready.catch(() => {}) // each screen that waits for it is let go

  return {
    /** Done when events are heard. */
    ready,
    room,
    /** Number of the last event given to the screens. */
    seq: () => seq,
    isEmpty: () => sockets.size === 0,
    add(socket: LiveSocket) {
      sockets.add(socket)
      socket.join(room(everyone))
      if (seesEverything(socket.data.actor)) socket.join(room(inside))
      else limited.add(socket)
    },
    remove(socket: LiveSocket) {
      sockets.delete(socket)
      limited.delete(socket)
      if (sockets.size === 0) close()
    },
    /** Changes what a screen hears. */
    move(socket: LiveSocket, wanted: Set<string>) {
      const { data } = socket
      if (!limited.has(socket)) {
        for (const name of data.rooms) if (!wanted.has(name)) socket.leave(room(name))
        for (const name of wanted) if (!data.rooms.has(name)) socket.join(room(name))
      }
      data.rooms = wanted
    },
    tellLookers(conversationId: string, people: Looker[]) {
      const state = { conversationId, people }
      io.local.to(room(conversationRoom(conversationId))).emit('looking', state)
      for (const socket of limited)
        if (socket.data.rooms.has(conversationRoom(conversationId))) socket.emit('looking', state)
    },
    tellVisitor(sign: VisitorSign) {
      io.local.to(room(conversationRoom(sign.conversationId))).emit('visitor', sign)
      for (const socket of limited)
        if (socket.data.rooms.has(conversationRoom(sign.conversationId))) socket.emit('visitor', sign)
    },
    close,
  }

  function close() {
    closed = true
    following?.stop()
  }

  async function hear(events: FeedItem[], upTo: number) {
    const rooms = new Map(events.map(event => [event.seq, roomsOf(event)]))
    await learn(events, rooms)
    for (const event of events) {
      await followRights(event)
      await give(event, rooms.get(event.seq)!)
      seq = event.seq
    }
    seq = upTo
  }

  /** Learns once for the whole stretch who may see what it is about. */
  async function learn(events: FeedItem[], rooms: Map<number, string[]>) {
    sight.forget(
      events
        .filter(changesSight)
        .flatMap(({ conversationId, subject }) => (conversationId ? [conversationId, subject.id] : [])),
    )
    for (const socket of limited) {
      const concerned = events.filter(event =>
        rooms.get(event.seq)!.some(name => socket.data.rooms.has(name)),
      )
      await sight
        .learn(
          socket.data.actor,
          concerned.flatMap(({ conversationId }) => conversationId ?? []),
        )
        .catch(() => socket.conn.close()) // it comes back and catches up
    }
  }

  async function give(event: FeedItem, rooms: string[]) {
    if (rooms.length === 0) return // without a room, socket.io would tell everybody, in every workspace
    const shown = toFeedEvent(event)
    io.local.to(rooms.map(room)).emit('event', isAdministrative(event) ? withoutData(shown) : shown)
    for (const socket of limited)
      if (rooms.some(name => socket.data.rooms.has(name)))
        await giveLimited(socket, event).catch(() => socket.conn.close()) // it comes back and catches up
  }

  async function giveLimited(socket: LiveSocket, event: FeedItem) {
    const { actor, rooms } = socket.data
    const sees = event.conversationId !== null && (await sight.sees(actor, event.conversationId))
    const theirs = seenBy(actor, event, sees)
    if (theirs) socket.emit('event', theirs)
    if (event.conversationId && !sees) rooms.delete(conversationRoom(event.conversationId))
  }

  /** SEC-6: who may no longer be here is gone before the next event. */
  async function followRights(event: FeedItem) {
    if (!/^(member|api_key|team)$/.test(event.subject.kind)) return
    for (const socket of [...sockets]) {
      if (!concerns(event, socket.data.actor)) continue
      if (event.type === 'member.deactivated' || event.type === 'api_key.revoked') socket.disconnect(true)
      else await recheck(socket).catch(() => socket.conn.close())
    }
  }
}

export type Audience = ReturnType<typeof createAudience>

function concerns({ subject, data }: FeedItem, { kind, id, memberId, teamIds }: Actor): boolean {
  if (subject.kind === 'member') return subject.id === memberId
  if (subject.kind === 'api_key') return kind === 'api_key' && subject.id === id
  const joined = (data.after as { memberIds?: unknown } | undefined)?.memberIds
  return teamIds.includes(subject.id) || (Array.isArray(joined) && joined.includes(memberId))
}
