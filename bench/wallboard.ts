// What a board costs a thousand viewers: CPU of server and database for each change told, beside a bare socket.io that tells
// as much to as many.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { Server } from 'socket.io'
import { boardsPath } from '#contract/supervision.ts'
import { createApp } from '#server/app.ts'
import { systemClock } from '#server/platform/clock.ts'
import { applicationPassword } from '#server/platform/migrate.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import { conclude, cpuMs, round, say } from './measure.ts'
import type { FromViewers, ToViewers } from './viewers.ts'
import { waitingWork } from './waiting-work.ts'

const viewers = 1000
const updates = 15
const everyMs = 2000
const secretKey = 'the secret key of a database for a bench alone'

const work = await waitingWork({ people: 300, requests: 2000 })
const folder = await mkdtemp(join(tmpdir(), 'boucle-wallboard-'))
const child = fork(new URL('viewers.ts', import.meta.url).pathname)
try {
  const app = await startApp()
  const link = await aLink()
  const ours = await measured(app.url, boardsPath, link, async turn => {
    // Somebody takes one that waits: the board changes.
    await work.owner.query(
      `update conversations set assignee_id = $2 where workspace_id = $1 and id = (
        select id from conversations where workspace_id = $1 and assignee_id is null order by waiting_since limit 1)`,
      [work.workspaceId, work.memberIds[turn % work.memberIds.length]],
    )
  })
  const bare = await aBareServer()
  const plain = await measured(bare.url, boardsPath, link, async () => bare.tell(ours.last))
  bare.close()
  await app.stop()
  say(
    `a board told to ${viewers}: ${round(ours.cpu)} ms; bare: ${round(plain.cpu)} ms; load ${round(loadavg()[0]!)}`,
  )
  conclude({
    bench: 'wallboard',
    ratio: round(ours.cpu / plain.cpu),
    ratioOf: 'cpuMs',
    cpuMs: round(ours.cpu),
    bareCpuMs: round(plain.cpu),
    viewers,
    bytes: JSON.stringify(ours.last).length,
  })
} finally {
  if (child.connected) child.disconnect()
  await work.close()
  await rm(folder, { recursive: true, force: true })
}

/** CPU for each change that a thousand screens heard, over so many changes. */
async function measured(url: string, path: string, link: string, act: (turn: number) => Promise<void>) {
  await ask({ kind: 'connect', url, path, link, viewers })
  await pause(2 * everyMs) // warm
  await ask({ kind: 'report' })
  const before = cpuNow()
  for (let turn = 0; turn < updates; turn++) {
    await act(turn)
    await pause(everyMs)
  }
  const cpu = cpuNow() - before
  const report = await ask({ kind: 'report' })
  await ask({ kind: 'leave' })
  if (report.kind !== 'heard') throw new Error('the viewers answered something else')
  const told = report.changes / viewers
  if (told < updates / 2) throw new Error(`only ${told} changes were heard`)
  return { cpu: cpu / told, last: report.last }
}

/** Of server and database, without the viewers. */
function cpuNow(): number {
  return cpuMs([process.pid]) - cpuMs([child.pid!])
}

async function ask(message: ToViewers): Promise<FromViewers> {
  child.send(message)
  const [answer] = (await once(child, 'message')) as [FromViewers]
  return answer
}

async function aLink(): Promise<string> {
  const { token } = newToken('wall_')
  await work.owner.query(
    `insert into wallboard_links (workspace_id, id, name, board, secret_hash, created_at, expires_at)
    values ($1, gen_random_uuid(), 'Bench', 'all', $2, now(), now() + interval '1 day')`,
    [work.workspaceId, hashToken(token)],
  )
  return token
}

async function startApp() {
  const appUrl = new URL(work.url)
  appUrl.username = 'boucle_app'
  appUrl.password = applicationPassword(secretKey)
  const app = await createApp({
    config: {
      publicUrl: 'http://127.0.0.1:4400',
      trustProxy: false,
      secretKey,
      maxMessageBytes: 40 * 1024 * 1024,
      mailOut: { kind: 'outbox', folder: join(folder, 'outbox') },
      smtpIn: undefined,
      files: { kind: 'folder', folder: join(folder, 'files') },
      oidc: undefined,
      backups: undefined,
      redisUrl: undefined,
      webhookNetworks: undefined,
      securityContact: undefined,
      requestsPerMinute: 9_999_999,
    },
    database: { appUrl: appUrl.href, systemUrl: work.url, directUrl: work.url },
    clock: systemClock,
    log: pino({ level: 'warn', serializers: { error: pino.stdSerializers.err } }, pino.destination(2)),
    version: '0.0.0',
    isOffline: true,
    // All the viewers of a bench share an address.
    socketsPerAddress: viewers,
  })
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`
  return Object.assign(app, { url })
}

async function aBareServer() {
  const http = createServer()
  const io = new Server(http, { path: boardsPath, serveClient: false })
  io.on('connection', socket => void socket.join('board'))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    tell: (change: unknown) => void io.to('board').emit('change', change),
    close: () => void io.close(),
  }
}
