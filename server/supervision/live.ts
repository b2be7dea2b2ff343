import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import * as z from 'zod'
import { type Board, BoardKey, type BoardServerToClient, boardsPath } from '#contract/supervision.ts'
import { createShares } from '#server/platform/connection-shares.ts'
import type { FeedItem } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Admitted, type Asker, admit, type Identify } from '#server/platform/realtime/door.ts'
import { changeBetween } from './change.ts'
import type { Counted } from './figures.ts'
import { openedBy, stillOpen } from './links.ts'
import { mayWatch } from './rights.ts'
import { boardIn, type Watching } from './watching.ts'

export interface BoardsLiveOptions {
  httpServer: HttpServer
  identify: Identify
  /** Where a request comes from, proxies that we trust taken into account. */
  addressOf: (request: IncomingMessage) => string
  /** Screens that one address may hold: an office shares one, a flood is one. */
  socketsPerAddress?: number
  timing?: { recheckMs: number }
}

/** Whoever looks: a screen of somebody signed in, or a television with a link. */
type Viewer = { workspaceId: string; board: string } & (
  | { kind: 'session'; asker: Asker; memberId: string | null }
  | { kind: 'link'; linkId: string }
)

type ViewerSocket = Socket<DefaultEventsMap, BoardServerToClient, DefaultEventsMap, Viewer>

/** One workspace on this node: the boards that are shown, as they were last told. */
interface Shown {
  boards: Map<string, { sockets: Set<ViewerSocket>; last: Board | undefined }>
  stop: () => void
}

const usualPerAddress = 400
/** Secrets that one address may try in a minute. */
const triesPerMinute = 30
const usualRecheckMs = 30_000

/**
 * The sockets of boards. What is counted once for a workspace is made into each board that somebody looks at, and what
 * changed in it told to all of them at once: a thousand viewers cost one count and a thousand writes.
 */
export function createBoardsLive(ground: Ground, watching: Watching, options: BoardsLiveOptions) {
  const { db, clock, log, publicUrl } = ground
  const shown = new Map<string, Shown>()
  const shares = createShares(options.socketsPerAddress ?? usualPerAddress)
  const admitted = new WeakMap<IncomingMessage, Admitted>()
  let tries = new Map<string, number>()

  const io = new Server<DefaultEventsMap, BoardServerToClient, DefaultEventsMap, Viewer>({
    path: boardsPath,
    serveClient: false,
    // Nobody says anything here.
    maxHttpBufferSize: 2000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, answer) => {
      letIn(request).then(
        why => answer(why, why === undefined),
        error => {
          log.warn({ error }, 'a board could not be shown')
          answer('unavailable', false)
        },
      )
    },
  })
  io.attach(options.httpServer, { destroyUpgrade: false })
  io.engine.on(
    'connection',
    (engine: { request: IncomingMessage; once(event: 'close', act: () => void): void; close(): void }) => {
      const address = options.addressOf(engine.request)
      if (!shares.take(address)) return engine.close()
      engine.once('close', () => shares.giveBack(address))
    },
  )

  io.use((socket, next) => {
    viewerOf(socket).then(
      viewer => {
        if (!viewer) return next(new Error('link_over'))
        socket.data = viewer
        next()
      },
      error => {
        log.warn({ error }, 'a board could not be shown')
        next(new Error('unavailable'))
      },
    )
  })

  io.on('connection', socket => {
    show(socket)
    socket.on('disconnect', () => leave(socket))
  })

  const timers = [
    setInterval(recheckAll, options.timing?.recheckMs ?? usualRecheckMs),
    setInterval(() => {
      tries = new Map()
    }, 60_000),
  ]
  for (const timer of timers) timer.unref()

  return {
    viewers: () => io.of('/').sockets.size,
    close() {
      for (const timer of timers) clearInterval(timer)
      for (const { stop } of shown.values()) stop()
      shown.clear()
      io.engine.close()
    },
  }

  /** A link is looked at once its secret is said; who has a session is known before anything is upgraded. */
  async function letIn(request: IncomingMessage): Promise<string | undefined> {
    const address = options.addressOf(request)
    if (!shares.hasRoom(address)) return 'too_many'
    if (isOfLink(request)) return (tries.get(address) ?? 0) < triesPerMinute ? undefined : 'too_many'
    const found = await admit(request, { publicUrl, identify: options.identify })
    if (typeof found === 'string') return found
    if (!mayWatch(found.actor)) return 'role'
    admitted.set(request, found)
    return undefined
  }

  async function viewerOf(socket: ViewerSocket): Promise<Viewer | undefined> {
    const known = admitted.get(socket.request)
    if (known) {
      const board = BoardKey.safeParse(socket.handshake.query.board)
      const { workspaceId, memberId } = known.actor
      return board.success
        ? { kind: 'session', workspaceId, board: board.data, asker: known.asker, memberId }
        : undefined
    }
    const address = options.addressOf(socket.request)
    if ((tries.get(address) ?? 0) >= triesPerMinute) return undefined
    const secret = z.string().max(100).safeParse(socket.handshake.auth.link)
    const open = secret.success ? await openedBy(db.system, secret.data, clock.now()) : undefined
    if (!open) {
      // Only what opens nothing counts: a house of televisions, all back at once, shares an address.
      tries.set(address, (tries.get(address) ?? 0) + 1)
      return undefined
    }
    return { kind: 'link', workspaceId: open.workspaceId, board: open.board, linkId: open.id }
  }

  function show(socket: ViewerSocket) {
    const { workspaceId, board: key } = socket.data
    const workspace = shown.get(workspaceId) ?? begin(workspaceId)
    const board = workspace.boards.get(key) ?? { sockets: new Set(), last: undefined }
    workspace.boards.set(key, board)
    board.sockets.add(socket)
    socket.join(roomOf(workspaceId, key))
    const counted = watching.latest(workspaceId)
    board.last ??= counted && boardIn(counted, key)?.board
    if (board.last) socket.emit('board', board.last)
    else if (counted) socket.disconnect(true) // no such board
  }

  function begin(workspaceId: string): Shown {
    const stop = watching.watch(workspaceId, {
      counted: counted => tell(workspaceId, counted),
      happened: events => followRights(workspaceId, events),
    })
    const one: Shown = { boards: new Map(), stop }
    shown.set(workspaceId, one)
    return one
  }

  function leave(socket: ViewerSocket) {
    const { workspaceId, board: key } = socket.data
    const workspace = shown.get(workspaceId)
    const board = workspace?.boards.get(key)
    board?.sockets.delete(socket)
    if (board?.sockets.size === 0) workspace?.boards.delete(key)
    if (workspace?.boards.size !== 0) return
    workspace.stop()
    shown.delete(workspaceId)
  }

  function tell(workspaceId: string, counted: Counted) {
    for (const [key, shownBoard] of shown.get(workspaceId)?.boards ?? []) {
      const found = boardIn(counted, key)
      const room = io.local.to(roomOf(workspaceId, key))
      if (!found) {
        room.disconnectSockets(true)
        continue
      }
      if (shownBoard.last) room.emit('change', changeBetween(shownBoard.last, found.board))
      else room.emit('board', found.board)
      shownBoard.last = found.board
    }
  }

  /** SEC-6: who may no longer look is gone before the next figure. */
  function followRights(workspaceId: string, events: readonly FeedItem[]) {
    for (const { type, subject } of events) {
      if (type === 'wallboard_link.revoked')
        for (const socket of viewersOf(workspaceId))
          if (socket.data.kind === 'link' && socket.data.linkId === subject.id) socket.disconnect(true)
      if (subject.kind === 'member' || subject.kind === 'api_key')
        for (const socket of viewersOf(workspaceId))
          if (socket.data.kind === 'session') recheck(socket).catch(() => socket.conn.close())
    }
  }

  function viewersOf(workspaceId: string): ViewerSocket[] {
    return [...(shown.get(workspaceId)?.boards.values() ?? [])].flatMap(({ sockets }) => [...sockets])
  }

  async function recheck(socket: ViewerSocket): Promise<void> {
    if (socket.data.kind !== 'session') return
    const actor = await options.identify(socket.data.asker)
    if (!actor || actor.workspaceId !== socket.data.workspaceId || !mayWatch(actor)) socket.disconnect(true)
  }

  function recheckAll() {
    recheckEverybody().catch(error => log.warn({ error }, 'who looks at boards is asked again later'))
  }

  async function recheckEverybody() {
    const sockets = [...io.of('/').sockets.values()]
    const ids = new Set(sockets.flatMap(({ data }) => (data.kind === 'link' ? [data.linkId] : [])))
    const open = ids.size > 0 ? await stillOpen(db.system, [...ids], clock.now()) : new Set<string>()
    for (const socket of sockets) {
      if (socket.data.kind === 'session') await recheck(socket)
      else if (!open.has(socket.data.linkId)) socket.disconnect(true)
    }
  }
}

const roomOf = (workspaceId: string, board: string) => `${workspaceId} ${board}`

const isOfLink = (request: IncomingMessage): boolean =>
  new URL(request.url ?? '/', 'http://localhost').searchParams.get('link') === '1'
