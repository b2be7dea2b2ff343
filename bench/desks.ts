// A thousand desks in a process of their own: `desks.ts`, spoken to over IPC by live.ts.
import { io, type Socket } from 'socket.io-client'

export type ToDesks =
  | { kind: 'connect'; url: string; desks: { cookie: string; workspace: string; conversationId: string }[] }
  | { kind: 'report' }
  | { kind: 'leave' }
export type FromDesks =
  | { kind: 'connected' }
  /** For each arrival at a desk: the message, and when, in milliseconds of the clock on the wall. */
  | { kind: 'arrivals'; keys: string[]; at: number[] }
  | { kind: 'left' }

const now = () => performance.timeOrigin + performance.now()
const send = (message: FromDesks) => process.send!(message)

let sockets: Socket[] = []
let keys: string[] = []
let at: number[] = []

process.on('message', async (message: ToDesks) => {
  if (message.kind === 'connect') {
    // Fifty at a time, as people come in the morning.
    for (let from = 0; from < message.desks.length; from += 50)
      await Promise.all(message.desks.slice(from, from + 50).map(desk => open(message.url, desk)))
    send({ kind: 'connected' })
  } else if (message.kind === 'report') {
    send({ kind: 'arrivals', keys, at })
    keys = []
    at = []
  } else {
    for (const socket of sockets) socket.disconnect()
    sockets = []
    send({ kind: 'left' })
  }
})
process.on('disconnect', () => process.exit())

async function open(url: string, desk: { cookie: string; workspace: string; conversationId: string }) {
  const { cookie, workspace, conversationId } = desk
  const socket = io(url, {
    query: { workspace },
    extraHeaders: { cookie },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  sockets.push(socket)
  socket.on('event', (event: { type: string; subject: { id: string } }) => {
    const arrivedAt = now()
    if (event.type !== 'message.received') return // an acknowledgement, when a thread was opened
    at.push(arrivedAt)
    keys.push(event.subject.id)
  })
  await new Promise((done, fail) => socket.once('connect', () => done(undefined)).once('connect_error', fail))
  await socket
    .timeout(20_000)
    .emitWithAck('subscribe', { conversations: [conversationId], contacts: [], lists: ['mine'] })
}
