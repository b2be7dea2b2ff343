import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import {
  type ChatClientToServer,
  type ChatMessage,
  type ChatServerToClient,
  livePath,
} from '#contract/chat.ts'
import type { VisitorSign } from '#contract/events.ts'
import { createShares } from '#server/platform/connection-shares.ts'
import type { FeedItem } from '#server/platform/events.ts'
import type { Following, LiveFeed } from '#server/platform/live.ts'
import { joinedElsewhere, sessionsIn, usersIn } from './devices.ts'
import { type Door, mayEnter, type OpenChat } from './door.ts'
import { createHeld, type Held } from './held.ts'
import { noteSeen, requireSession, type SessionRecord, sessionOfToken } from './sessions.ts'
import { createSigns } from './signs.ts'
import { firstNameOf, newsOf, stateOf, threadOf, type ViewDeps } from './view.ts'

export interface LiveOptions extends ViewDeps {
  httpServer: HttpServer
  feed: LiveFeed
  door: Door
  /** Tells the desk that a visitor came, left, types or stopped. */
  tellDesk: (workspaceId: string, sign: VisitorSign) => void
  /** Where a request comes from, proxies that we trust taken into account. */
  addressOf: (request: IncomingMessage) => string
  /** Sockets that one address may hold: an office shares one, a flood is one. */
  socketsPerAddress?: number
  log: Logger
}

interface VisitorData {
  chat: OpenChat
  token: string
  sessionId: string
}

type VisitorSocket = Socket<ChatClientToServer, ChatServerToClient, DefaultEventsMap, VisitorData>

/** Messages that were taken and whose events are on their way. */
const mostWritten = 1000

/** Tabs of one visitor. */
const socketsPerSession = 12
const heartbeatMs = 30_000

/** A workspace whose visitors are here. */
interface Followed {
  sessions: Set<string>
  following: Promise<Following>
  /** Stretches of events are handed on one after the other. */
  turn: Promise<void>
}

/**
 * The sockets of visitors, over the same feed as the desk's: whatever happens to a message of theirs is read again with
 * what they may see, and given with the number it reaches. A widget that comes back asks for what followed its last one.
 */
export function createChatLive(options: LiveOptions) {
  const { httpServer, feed, door, ground, log } = options
  const held = createHeld<VisitorSocket>()
  const followed = new Map<string, Followed>()
  const shares = createShares(options.socketsPerAddress ?? 400)
  const written = new Map<string, { sessionId: string; message: ChatMessage }>()
  const signs = createSigns(options.tellDesk)
  let isClosed = false

  const io = new Server<ChatClientToServer, ChatServerToClient, DefaultEventsMap, VisitorData>({
    path: livePath,
    serveClient: false,
    // A widget says nothing but that somebody types.
    maxHttpBufferSize: 4000,
    pingInterval: 20_000,
    pingTimeout: 20_000,
    connectTimeout: 10_000,
    // Whoever may not enter is refused before: any other origin may read the answers.
    cors: { origin: true },
    allowRequest: (request, answer) => {
      admit(request).then(
        why => answer(why, why === undefined),
        error => {
          log.warn({ error }, 'a visitor could not be let in')
          answer('unavailable', false)
        },
      )
    },
  })
  io.attach(httpServer, { destroyUpgrade: false })

  io.engine.on(
    'connection',
    (engine: { request: IncomingMessage; once(event: 'close', act: () => void): void; close(): void }) => {
      const address = options.addressOf(engine.request)
      // So many may have been let in at once.
      if (!shares.take(address)) return engine.close()
      engine.once('close', () => shares.giveBack(address))
    },
  )

  /** SEC-6: the page must be one of the channel's, before anything is upgraded. */
  async function admit(request: IncomingMessage): Promise<string | undefined> {
    if (!shares.hasRoom(options.addressOf(request))) return 'too_many'
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const chat = await door.open(searchParams.get('key') ?? '')
    if (!chat) return 'unknown'
    return mayEnter(chat, request.headers, ground.publicUrl) ? undefined : 'origin'
  }

  io.use((socket, next) => {
    enter(socket).then(
      () => next(),
      error => next(new Error(error instanceof Error ? error.message : 'refused')),
    )
  })

  async function enter(socket: VisitorSocket): Promise<void> {
    const chat = await door.open(String(socket.handshake.query.key ?? ''))
    const { token } = socket.handshake.auth as { token?: unknown }
    if (!chat || typeof token !== 'string') throw new Error('session_over')
    const { session, thread } = await ground.db.inWorkspace(chat.workspaceId, async tx => {
      const found = await requireSession(ground, tx, chat.channelId, token)
      await noteSeen(ground, tx, found)
      const { conversation_id: own } = found
      return { session: found, thread: own && (await threadOf(tx, own)) }
    })
    if ((held.get(session.id)?.sockets.size ?? 0) >= socketsPerSession) throw new Error('too_many')
    socket.data = { chat, token, sessionId: session.id }
    await hold(socket, session, thread)
  }

  io.on('connection', socket => {
    const { sessionId } = socket.data
    socket.on('typing', isTyping => {
      if (typeof isTyping === 'boolean') signs.typing(sessionId, isTyping)
    })
    socket.on('disconnect', () => letGo(socket))
    // What happened between its last number and now, it asks for; from here on it hears.
    welcome(sessionId).catch(error => log.warn({ error }, 'a visitor is told later'))
  })

  const beating = setInterval(() => {
    beat().catch(error => log.warn({ error }, 'who is there is noted later'))
  }, heartbeatMs)
  const fading = setInterval(() => signs.fade(), 1000)
  for (const timer of [beating, fading]) timer.unref()

  return {
    /** What a session is about to have written: it need not be read back to be told to its other tabs. */
    writes(sessionId: string, message: ChatMessage) {
      if (written.size >= mostWritten) written.clear()
      written.set(message.id, { sessionId, message })
    },
    /** A request of a session put it somewhere: it wrote its first message, or joined what began on another device. */
    sessionChanged: (session: SessionRecord) => place(session),
    /** Who of the desk looks and types: the visitor is told who types. */
    deskLooks(workspaceId: string, conversationId: string, people: { name: string; typing: boolean }[]) {
      const writer = people.find(({ typing }) => typing)
      for (const { id, sockets } of held.inConversation(workspaceId, conversationId))
        signs.deskTypes(id, writer ? firstNameOf(writer.name) : undefined, sign => {
          for (const socket of sockets) socket.emit('typing', sign)
        })
    },
    /** Whether the visitor of a conversation is there, as far as this node knows. */
    visitorOf: (workspaceId: string, conversationId: string) => signs.of(workspaceId, conversationId),
    isConnected: (sessionId: string) => held.has(sessionId),
    sockets: () => io.of('/').sockets.size,
    async close() {
      isClosed = true
      clearInterval(beating)
      clearInterval(fading)
      await beat().catch(() => {}) // they are seen a little earlier then
      for (const { following } of followed.values()) await following.then(one => one.stop()).catch(() => {})
      io.engine.close()
    },
  }

  async function hold(socket: VisitorSocket, session: SessionRecord, thread: string | null) {
    const { chat, token } = socket.data
    const one = held.get(session.id)
    if (one) one.sockets.add(socket)
    else {
      held.add({
        id: session.id,
        chat,
        token,
        sockets: new Set([socket]),
        userId: session.user_id,
        own: null,
        conversationId: null,
        seq: 0,
        turn: Promise.resolve(),
      })
    }
    // Who leaves on the doorstep is never told to be connected, nor to have gone.
    socket.conn.once('close', () => letGo(socket))
    await follow(chat.workspaceId, session.id)
    const mine = held.get(session.id)
    // What was read on the doorstep says nothing against what was said meanwhile.
    if (mine && !mine.own) {
      place(session)
      held.place(mine, thread)
    }
    if (socket.conn.readyState !== 'open') letGo(socket)
  }

  function letGo(socket: VisitorSocket) {
    const { sessionId, chat } = socket.data
    const one = held.get(sessionId)
    if (!one) return
    one.sockets.delete(socket)
    if (one.sockets.size > 0) return
    held.remove(one)
    signs.gone(sessionId)
    const followers = followed.get(chat.workspaceId)
    followers?.sessions.delete(sessionId)
    if (followers?.sessions.size === 0) {
      followed.delete(chat.workspaceId)
      followers.following.then(following => following.stop()).catch(() => {})
    }
    if (isClosed) return
    const now = ground.clock.now()
    ground.db.system
      .updateTable('chat_sessions')
      .set({ last_seen_at: now })
      .where('workspace_id', '=', chat.workspaceId)
      .where('id', '=', sessionId)
      .execute()
      .catch(error => log.warn({ error }, 'when a visitor left was not noted'))
  }

  function place(session: SessionRecord) {
    const one = held.get(session.id)
    // What an adviser joined goes on elsewhere, whatever its session says of where it began. And who has written somewhere
    // is never nowhere again: what says so was read before.
    if (!one || !session.conversation_id || one.own === session.conversation_id) return
    one.own = session.conversation_id
    held.place(one, session.conversation_id)
    signs.place(session.id, session.workspace_id, session.conversation_id)
  }

  async function follow(workspaceId: string, sessionId: string): Promise<void> {
    const known = followed.get(workspaceId)
    if (known) {
      known.sessions.add(sessionId)
      await known.following
      return
    }
    const following = feed.follow(workspaceId, events => hear(workspaceId, events))
    followed.set(workspaceId, { sessions: new Set([sessionId]), following, turn: Promise.resolve() })
    following.catch(() => followed.delete(workspaceId))
    await following
  }

  /** The desk hears the same feed: it does not wait for what we ask. */
  function hear(workspaceId: string, events: FeedItem[]) {
    const one = followed.get(workspaceId)
    if (!one) return
    one.turn = one.turn
      .then(() => handOn(workspaceId, events))
      .catch(error => {
        log.warn({ error }, 'visitors ask for what they missed')
        for (const id of one.sessions) {
          const missed = held.get(id)
          if (missed?.conversationId || missed?.userId) haveAsk(missed)
        }
      })
  }

  async function handOn(workspaceId: string, events: FeedItem[]) {
    await learnConversations(workspaceId, events)
    // What an adviser joined goes on in the other conversation.
    for (const { type, data, conversationId } of events)
      if (type === 'conversation.joined' && conversationId)
        for (const one of held.inConversation(workspaceId, String(data.joinedId)))
          held.place(one, conversationId)
    for (const [conversationId, theirs] of Map.groupBy(events, event => event.conversationId)) {
      const hasState = theirs.some(
        // What is asked at the end is part of how it stands: every tab shows the same.
        ({ type }) => /^(conversation|survey)\./.test(type) && type !== 'conversation.read',
      )
      for (const one of conversationId ? held.inConversation(workspaceId, conversationId) : [])
        one.turn = one.turn
          .then(() => (tellOwn(one, theirs) ? undefined : give(one, theirs)))
          .then(() => (hasState ? giveState(one.id) : undefined))
          .catch(error => {
            log.warn({ error }, 'a visitor asks for what they missed')
            haveAsk(one)
          })
    }
  }

  /** A first message may have come by another node, or from another device: its session has a conversation now. */
  async function learnConversations(workspaceId: string, events: FeedItem[]) {
    const came = events.filter(({ type, data }) => type === 'message.received' && data.channel === 'chat')
    const opened = came
      .filter(({ data }) => data.opened)
      .flatMap(({ conversationId }) => conversationId ?? [])
    if (opened.length > 0) for (const row of await sessionsIn(ground, workspaceId, opened)) place(row)
    const waiting = held.signedWithout(workspaceId)
    if (came.length === 0 || waiting.length === 0) return
    const users = await usersIn(
      ground,
      workspaceId,
      came.flatMap(({ conversationId }) => conversationId ?? []),
    )
    for (const one of waiting.filter(({ userId }) => users.has(userId!))) {
      const session = await sessionNow(one)
      if (!one.own) place(session)
    }
  }

  /** Where all that happened is what the visitor just wrote, it is known; false where there is more. */
  function tellOwn(one: Held<VisitorSocket>, theirs: FeedItem[]): boolean {
    const own = theirs.map(({ subject }) => written.get(subject.id))
    const items = own.flatMap(known => (known?.sessionId === one.id ? [known.message] : []))
    if (items.length < theirs.length) return false
    for (const { id } of items) written.delete(id)
    one.seq = theirs.at(-1)!.seq
    for (const socket of one.sockets) socket.emit('news', { seq: one.seq, items, gone: [], more: false })
    return true
  }

  async function give(one: Held<VisitorSocket>, theirs: FeedItem[]) {
    const events = theirs.filter(({ seq }) => seq > one.seq)
    if (events.length === 0) return
    const news = await ground.db.readWorkspace(one.chat.workspaceId, async tx => {
      const session = await sessionOfToken(ground, tx, one.chat.channelId, one.token)
      return session && newsOf(options, tx, one.chat, session, events)
    })
    if (!news) return drop(one.id)
    one.seq = news.seq
    if (news.items.length > 0 || news.gone.length > 0)
      for (const socket of one.sockets) socket.emit('news', news)
  }

  /** Between the look that let it in and the first event that it is told of, it may have begun elsewhere: seen again. */
  async function welcome(sessionId: string) {
    const one = held.get(sessionId)
    if (!one) return
    if (!one.conversationId) {
      const session = await sessionNow(one)
      if (!one.own) place(session)
    }
    // In its turn: read beside what is told of an event, it may be older and yet be told last, to every tab.
    one.turn = one.turn
      .then(() => giveState(sessionId))
      .catch(error => log.warn({ error }, 'a visitor is told later'))
  }

  /** A session as it is now, in what its person began on another device. */
  function sessionNow({ chat, token }: Held<VisitorSocket>): Promise<SessionRecord> {
    return ground.db.inWorkspace(chat.workspaceId, async tx =>
      joinedElsewhere(ground, tx, chat, await requireSession(ground, tx, chat.channelId, token)),
    )
  }

  /** What could not be told is asked for. */
  function haveAsk(one: Held<VisitorSocket>) {
    for (const socket of one.sockets) socket.emit('news', { seq: 0, items: [], gone: [], more: true })
  }

  async function giveState(sessionId: string) {
    const one = held.get(sessionId)
    if (!one) return
    const state = await ground.db.readWorkspace(one.chat.workspaceId, async tx => {
      const session = await sessionOfToken(ground, tx, one.chat.channelId, one.token)
      return session && stateOf(options, tx, one.chat, session)
    })
    if (!state) return drop(sessionId)
    for (const socket of one.sockets) socket.emit('state', state)
  }

  /** Its session is over: nothing more is told. */
  function drop(sessionId: string) {
    for (const socket of [...(held.get(sessionId)?.sockets ?? [])]) socket.disconnect(true)
  }

  /** Who is connected is there: those with a conversation, in one statement. */
  async function beat() {
    const ids = held.withConversation().map(({ id }) => id)
    if (ids.length === 0) return
    await ground.db.system
      .updateTable('chat_sessions')
      .set({ last_seen_at: ground.clock.now() })
      .where('id', 'in', ids)
      .execute()
  }
}

export type ChatLive = ReturnType<typeof createChatLive>
