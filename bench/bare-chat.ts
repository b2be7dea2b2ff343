// A chat that socket.io makes by itself, in a process of its own: what one says is told to the room of its conversation.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { Server } from 'socket.io'
import { livePath } from '#contract/chat.ts'

const http = createServer()
const visitors = new Server({ path: livePath, serveClient: false, destroyUpgrade: false })
visitors.attach(http, { destroyUpgrade: false })
const desks = new Server(http, { serveClient: false })
let seq = 0

interface Said {
  id: string
  conversationId: string
  text: string
  /** One row and its commit before anybody hears. */
  isKept: boolean
}
const pool = new pg.Pool({ connectionString: process.argv[2]!, max: 8 })
await pool.query('create table if not exists bench_said (id uuid primary key, text text)')

visitors.on('connection', socket => {
  socket.on('say', async ({ id, conversationId, text, isKept }: Said, done: () => void) => {
    if (isKept) await pool.query('insert into bench_said (id, text) values ($1, $2)', [id, text])
    seq += 1
    desks.to(conversationId).emit('event', {
      id: crypto.randomUUID(),
      at: new Date().toISOString(),
      type: 'message.received',
      actor: { kind: 'contact', id: conversationId },
      subject: { kind: 'message', id },
      conversationId,
      contactId: conversationId,
      data: {
        channel: 'chat',
        automatic: 'none',
        opened: false,
        assigneeId: null,
        teamId: conversationId,
      },
      seq,
    })
    done()
  })
})
desks.on('connection', socket => {
  socket.on('subscribe', (wanted: { conversations: string[] }, done: (answer: object) => void) => {
    socket.join(wanted.conversations)
    done({ refused: [], seq })
  })
})

http.listen(0, '127.0.0.1')
await once(http, 'listening')
process.send!((http.address() as AddressInfo).port)
process.on('disconnect', () => process.exit())
