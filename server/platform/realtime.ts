import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import type { VisitorSign } from '#contract/events.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import type { LiveFeed } from './live.ts'
import { type Audience, createAudience } from './realtime/audience.ts'
import { type Admitted, admit, type Identify, sameRights } from './realtime/door.ts'
import { type Changed, createLooking, type Looker } from './realtime/looking.ts'
import { joinNodes, type NodeMessage } from './realtime/nodes.ts'
import { createRoll, type Presence } from './realtime/roll.ts'
import { everyone } from './realtime/rooms.ts'
import { type LiveServer, type LiveSocket, listen, type VisitorOf } from './realtime/screen.ts'
import { createSight, type MayFollow } from './realtime/sight.ts'

export interface RealtimeOptions {
  httpServer: HttpServer
  feed: LiveFeed
  db: Pick<Db, 'onCommit'>
  identify: Identify
  mayFollow: MayFollow
  publicUrl: string
  presence: Presence
  clock: Clock
  log: Logger
  /** Hears who looks at and types in a conversation: a visitor is told. */
  onLooking?: (workspaceId: string, conversationId: string, people: Looker[]) => void
  /** Whether the visitor of a chat is there now. */
  visitorOf?: VisitorOf
  /** Joins several nodes. */
  redisUrl?: string
  timing?: Partial<Timing>
}

export interface Timing {
  /** Between two words of the time, which is how a screen knows that it hears us. */
  tickMs: number
  /** A screen that gives no sign for this long looks at nothing any more. */
  lookMs: number
  /** Between two looks at whether each session still holds. */
  recheckMs: number
}

/** A feed that was not read for so long is not live. */
const unreadMs = 3000

const usual: Timing = { tickMs: 5000, lookMs: 10_000, recheckMs: 30_000 }

/**
 * The sockets of the desk: each screen says what it shows and hears the events of that, once each and in order, from the
 * feed of this node. A screen that comes back asks `GET /events` for what followed its last number.
 */
export function createRealtime(options: RealtimeOptions) {
  const { httpServer, feed, db, clock, log, presence } = options
  const timing = { ...usual, ...options.timing }
  let isClosed = false
  const admitted = new WeakMap<IncomingMessage, Admitted>()
  const audiences = new Map<string, Audience>()
  const sight = createSight(options.mayFollow)
  const looking = createLooking(() => clock.now(), timing.lookMs)
  const roll = createRoll(presence, () => clock.now(), 3 * timing.tickMs)

  const io: LiveServer = new Server({
    serveClient: false,
    maxHttpBufferSize: 100_000,
    // A screen whose cable was cut is gone after twenty seconds, not forty-five.
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, answer) => {
      admit(request, options).then(
        found => {
          if (typeof found === 'string') return answer(found, false)
          admitted.set(request, found)
          answer(null, true)
        },
        error => {
          log.warn({ error }, 'a screen could not be identified')
          answer('unavailable', false)
        },
      )
    },
  })
  // Not ours to end: the chat's handshake may take more than a second, and the front door ends what is nobody's.
  io.attach(httpServer, { destroyUpgrade: false })

  const nodes = options.redisUrl ? joinNodes(options.redisUrl, log, hearNode) : undefined
  if (nodes) db.onCommit(throttled(workspaceId => nodes.tell({ kind: 'news', workspaceId }), 20))

  io.use((socket, next) => {
    const known = admitted.get(socket.request)
    if (!known) return next(new Error('sign_in'))
    socket.data = { ...known, rooms: new Set(), turn: 0 }
    next()
  })

  io.on('connection', socket => {
    const { workspaceId, memberId } = socket.data.actor
    const audience = audiences.get(workspaceId) ?? newAudience(workspaceId)
    audience.add(socket)
    if (memberId) roll.connected(workspaceId, memberId)
    const { visitorOf = () => undefined } = options
    listen(socket, { audience, sight, looking, tell: tellLookers, nodes, visitorOf, log })
    socket.on('disconnect', () => {
      tellLookers(looking.gone(socket.id))
      nodes?.tell({ kind: 'gone', screenId: socket.id })
      if (memberId) roll.disconnected(workspaceId, memberId)
      audience.remove(socket)
      if (audience.isEmpty() && audiences.get(workspaceId) === audience) audiences.delete(workspaceId)
    })
    // Their rights may have gone between the handshake and now, when nobody was listening yet.
    audience.ready.then(() => recheck(socket)).catch(() => socket.conn.close())
  })

  const timers = [
    every(timing.tickMs, tick, log),
    every(Math.min(1000, timing.lookMs / 4), () => tellLookers(looking.fade()), log),
    every(timing.recheckMs, recheckAll, log),
  ]

  return {
    /** How many screens are connected to this node. */
    screens: () => io.of('/').sockets.size,
    /** Everybody with a screen of their own here: a program with their key is not them. */
    people(): { workspaceId: string; memberId: string }[] {
      const here = new Map<string, { workspaceId: string; memberId: string }>()
      for (const { data } of io.of('/').sockets.values()) {
        const { kind, workspaceId, memberId } = data.actor
        if (kind === 'member' && memberId) here.set(`${workspaceId} ${memberId}`, { workspaceId, memberId })
      }
      return [...here.values()]
    },
    /** Tells one person's screens here that what they are offered may have changed. */
    tellWork({ workspaceId, memberId }: { workspaceId: string; memberId: string }) {
      for (const socket of io.of('/').sockets.values())
        if (socket.data.actor.workspaceId === workspaceId && socket.data.actor.memberId === memberId)
          socket.emit('work')
    },
    /** Tells the screens that show a chat whether its visitor is there and types, on every node. */
    tellVisitor(workspaceId: string, sign: VisitorSign) {
      audiences.get(workspaceId)?.tellVisitor(sign)
      nodes?.tell({ kind: 'visitor', workspaceId, sign })
    },
    /** Lets every screen go, to come back to this node or another. */
    async close(): Promise<void> {
      isClosed = true
      for (const timer of timers) clearInterval(timer)
      for (const audience of audiences.values()) audience.close()
      // Not io.close(): it would also close the HTTP server, which is not ours.
      io.engine.close()
      await nodes?.close()
    },
  }

  function newAudience(workspaceId: string): Audience {
    const audience = createAudience({ io, workspaceId, feed, sight, recheck })
    audiences.set(workspaceId, audience)
    return audience
  }

  function tick() {
    nodes?.tell({ kind: 'present', people: roll.here() })
    roll.fade()
    const at = clock.now()
    const readAt = feed.lastSuccessAt()
    // When the feed is not read, silence: a screen must then say how old it is.
    if (!readAt || Date.now() - readAt.getTime() > unreadMs) return
    for (const audience of audiences.values())
      io.local.to(audience.room(everyone)).emit('tick', { seq: audience.seq(), at: at.toISOString() })
  }

  function tellLookers(conversations: Changed[]) {
    for (const conversation of conversations) {
      const { workspaceId, conversationId } = conversation
      const people = looking.people(conversation)
      audiences.get(workspaceId)?.tellLookers(conversationId, people)
      options.onLooking?.(workspaceId, conversationId, people)
    }
  }

  async function recheck(socket: LiveSocket): Promise<void> {
    const { actor, asker } = socket.data
    const now = await options.identify(asker)
    if (!now) socket.disconnect(true)
    // With other rights they come back by themselves and are let in as who they are now.
    else if (!sameRights(now, actor)) socket.conn.close()
    else socket.data.actor = now
  }

  async function recheckAll() {
    // One after the other: a thousand screens at once would be a wave of questions to the database.
    for (const socket of [...io.of('/').sockets.values()]) {
      if (isClosed) return
      await recheck(socket).catch(error => log.warn({ error }, 'a session is looked at again later'))
    }
  }

  function hearNode(from: string, message: NodeMessage) {
    if (message.kind === 'news') feed.ring(message.workspaceId)
    else if (message.kind === 'visitor') audiences.get(message.workspaceId)?.tellVisitor(message.sign)
    else if (message.kind === 'look') tellLookers(looking.look(message.look))
    else if (message.kind === 'gone') tellLookers(looking.gone(message.screenId))
    else roll.hear(from, message.people)
  }
}

function every(ms: number, act: () => void | Promise<void>, log: Logger): NodeJS.Timeout {
  let busy = false
  return setInterval(async () => {
    if (busy) return
    busy = true
    try {
      await act()
    } catch (error) {
      log.error({ error }, 'a round of the sockets failed')
    } finally {
      busy = false
    }
  }, ms).unref()
}

/** At once, then at most once in a while for each workspace, the last time included. */
function throttled(act: (workspaceId: string) => void, ms: number): (workspaceId?: string) => void {
  const resting = new Map<string, boolean>()
  const run = (workspaceId: string) => {
    resting.set(workspaceId, false)
    act(workspaceId)
    setTimeout(() => {
      if (resting.get(workspaceId)) run(workspaceId)
      else resting.delete(workspaceId)
    }, ms).unref()
  }
  return workspaceId => {
    if (workspaceId === undefined) return
    if (resting.has(workspaceId)) resting.set(workspaceId, true)
    else run(workspaceId)
  }
}
