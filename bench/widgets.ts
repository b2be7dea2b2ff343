// Visitors with the widget open and advisers at their desks, in a process of their own: `widgets.ts`, spoken to over IPC by chat.ts.
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { livePath } from '#contract/chat.ts'

/** A visitor and where they connect from. */
export interface Visitor {
  token: string
  from: string
}

export interface Desk {
  conversations: string[]
}

/** `kept` is the bare one that keeps a row of each message first. */
export type Side = 'ours' | 'bare' | 'kept'
type Place = Exclude<Side, 'kept'>

export type ToWidgets =
  /** Who they are, and where each side is. */
  | { kind: 'meet'; urls: Record<Place, string>; key: string; visitors: Visitor[] }
  | { kind: 'open'; side: Place }
  | { kind: 'sit'; side: Place; workspace: string; token: string; desks: Desk[] }
  /** The visitors who have a conversation: each by their place among the visitors. */
  | { kind: 'talk'; talkers: { index: number; conversationId: string | null }[] }
  | { kind: 'write'; side: Side; perSecond: number; seconds: number }
  | { kind: 'first' }
  | { kind: 'leave' }
export type FromWidgets =
  | { kind: 'done' }
  /** From the moment a message was sent: until a desk heard of it, and until its writer was answered. */
  | { kind: 'seen'; seenMs: number[]; answeredMs: number[] }
  | { kind: 'failed'; why: string }

const sockets: Record<Place, Socket[]> = { ours: [], bare: [] }
let urls: Record<Place, string> = { ours: '', bare: '' }
let visitors: Visitor[] = []
let key = ''
let talkers: { index: number; conversationId: string | null }[] = []
let turn = 0
/** What a desk heard, by the id of the message. */
const seenAt = new Map<string, number>()
const agents = new Map<string, Agent>()

process.on('message', (message: ToWidgets) => {
  act(message).then(
    answer => process.send!(answer),
    error => process.send!({ kind: 'failed', why: String(error?.stack ?? error) } satisfies FromWidgets),
  )
})
process.on('disconnect', () => process.exit())

async function act(message: ToWidgets): Promise<FromWidgets> {
  if (message.kind === 'meet') {
    visitors = message.visitors
    urls = message.urls
    key = message.key
  } else if (message.kind === 'open') await inGroups(visitors, visitor => openWidget(message.side, visitor))
  else if (message.kind === 'sit') await inGroups(message.desks, desk => sitDown(message, desk))
  else if (message.kind === 'talk') talkers = message.talkers
  else if (message.kind === 'first') await inGroups(talkers, ({ index }) => post(visitors[index]!), 8)
  else if (message.kind === 'write') return write(message)
  else {
    for (const one of [...sockets.ours, ...sockets.bare]) one.disconnect()
    for (const agent of agents.values()) agent.destroy()
  }
  return { kind: 'done' }
}

/** Fifty at a time, as people come in the morning. */
async function inGroups<T>(all: T[], work: (one: T) => Promise<unknown>, size = 50) {
  for (let from = 0; from < all.length; from += size)
    await Promise.all(all.slice(from, from + size).map(one => work(one)))
}

async function openWidget(side: Place, { token, from }: Visitor) {
  const socket = io(urls[side], {
    path: livePath,
    query: { key },
    auth: { token },
    // Given on to the WebSocket, whatever its types say.
    ...{ localAddress: from },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  sockets[side].push(socket)
  await connected(socket)
}

async function sitDown(
  { side, workspace, token }: Extract<ToWidgets, { kind: 'sit' }>,
  { conversations }: Desk,
) {
  const socket = io(urls[side], {
    query: { workspace },
    extraHeaders: { authorization: `Bearer ${token}` },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  sockets[side].push(socket)
  socket.on('event', (event: { type: string; subject: { id: string } }) => {
    if (event.type === 'message.received') seenAt.set(event.subject.id, performance.now())
  })
  await connected(socket)
  await socket.timeout(20_000).emitWithAck('subscribe', { conversations, contacts: [], lists: ['mine'] })
}

async function connected(socket: Socket) {
  await new Promise((done, fail) => socket.once('connect', () => done(undefined)).once('connect_error', fail))
}

/** Sends at an even pace, whether the one before is done or not; over when desks heard of all. */
async function write({
  side,
  perSecond,
  seconds,
}: Extract<ToWidgets, { kind: 'write' }>): Promise<FromWidgets> {
  const started = performance.now()
  const sent: { id: string; at: number; answeredMs: number }[] = []
  const underWay: Promise<void>[] = []
  for (let count = 0; count < perSecond * seconds; count++) {
    const due = started + (count * 1000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    const talker = talkers[turn++ % talkers.length]!
    const at = performance.now()
    const said = side === 'ours' ? post(visitors[talker.index]!) : emit(talker, side)
    underWay.push(said.then(id => void sent.push({ id, at, answeredMs: performance.now() - at })))
  }
  await Promise.all(underWay)
  for (let rounds = 0; sent.some(({ id }) => !seenAt.has(id)); rounds++) {
    if (rounds > 1000) throw new Error('a message was never seen on the desk')
    await pause(10)
  }
  const seenMs = sent.map(({ id, at }) => seenAt.get(id)! - at)
  seenAt.clear()
  return { kind: 'seen', seenMs, answeredMs: sent.map(({ answeredMs }) => answeredMs) }
}

const words =
  'Bonjour, le bouquet commandé pour aujourd’hui n’est pas arrivé. Pouvez-vous me dire où il est ?'

async function emit(
  { index, conversationId }: { index: number; conversationId: string | null },
  side: 'bare' | 'kept',
) {
  const id = crypto.randomUUID()
  await sockets.bare[index]!.emitWithAck('say', { isKept: side === 'kept', id, conversationId, text: words })
  return id
}

/** As the widget says it: over HTTP, on a connection that is kept. */
function post({ token, from }: Visitor): Promise<string> {
  const agent = agents.get(from) ?? new Agent({ keepAlive: true, localAddress: from })
  agents.set(from, agent)
  const body = JSON.stringify({ id: crypto.randomUUID(), text: words })
  return new Promise((resolve, reject) => {
    const call = request(
      `${urls.ours}/widget/v1/${key}/messages`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk))
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode === 200) resolve(JSON.parse(text).id)
          else reject(new Error(`${answer.statusCode} ${text.slice(0, 300)}`))
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}
