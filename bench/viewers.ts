// A thousand screens that show a board, in a process of their own: spoken to over IPC by wallboard.ts.
import { io, type Socket } from 'socket.io-client'

export type ToViewers =
  | { kind: 'connect'; url: string; path: string; link: string; viewers: number }
  | { kind: 'report' }
  | { kind: 'leave' }
export type FromViewers =
  | { kind: 'connected' }
  /** How many changes all of them heard, and the last one. */
  | { kind: 'heard'; changes: number; last: unknown }
  | { kind: 'left' }

const send = (message: FromViewers) => process.send!(message)
let sockets: Socket[] = []
let changes = 0
let last: unknown

process.on('message', async (message: ToViewers) => {
  if (message.kind === 'connect') {
    for (let from = 0; from < message.viewers; from += 50)
      await Promise.all(Array.from({ length: Math.min(50, message.viewers - from) }, () => open(message)))
    send({ kind: 'connected' })
  } else if (message.kind === 'report') {
    send({ kind: 'heard', changes, last })
    changes = 0
  } else {
    for (const socket of sockets) socket.disconnect()
    sockets = []
    send({ kind: 'left' })
  }
})
process.on('disconnect', () => process.exit())

async function open({ url, path, link }: Extract<ToViewers, { kind: 'connect' }>) {
  const socket = io(url, {
    ...{ path, query: { link: '1' }, auth: { link } },
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
  })
  sockets.push(socket)
  socket.on('change', change => {
    changes += 1
    last = change
  })
  await new Promise((done, fail) => socket.once('connect', () => done(undefined)).once('connect_error', fail))
}
