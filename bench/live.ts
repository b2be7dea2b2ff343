// From the commit of a message to its event on another desk, beside a bare socket.io that sends as much to as many.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { Server } from 'socket.io'
import { type App, createApp } from '#server/app.ts'
import { systemClock } from '#server/platform/clock.ts'
import { applicationPassword, migrate } from '#server/platform/migrate.ts'
import { startEmbeddedPostgres } from '#server/platform/postgres.ts'
import type { FromDesks, ToDesks } from './desks.ts'
import { conclude, cpuMs, percentile, round, say } from './measure.ts'

const desks = 1000
const reached = 20
const perSecond = 100
const seconds = 15
const conversations = desks / reached
const secretKey = 'the-secret-key-of-the-live-bench-only'
const now = () => performance.timeOrigin + performance.now()

/** One message; resolves to its key once it is committed, or sent. */
type Send = (turn: number) => Promise<{ key: string; at: number }>

const folder = await mkdtemp(join(tmpdir(), 'boucle-live-'))
await chmod(folder, 0o711)
const log = pino({ level: 'warn', serializers: { error: pino.stdSerializers.err } }, pino.destination(2))
const postgres = await startEmbeddedPostgres({ dataDir: folder, log: { info() {}, warn() {}, error: say } })
try {
  await migrate({ url: postgres.url(), secretKey })
  const app = await startApp()
  const child = fork(new URL('desks.ts', import.meta.url).pathname)
  const { sendMessage, seats } = await aWorkspaceAtWork(app)
  const bare = await aBareServer(seats.map(({ conversationId }) => conversationId))
  // Both at once, a second each in turn: whatever else the machine does, it does to both.
  await ask({ kind: 'connect', url: bare.url, desks: seats })
  await ask({ kind: 'connect', url: app.url, desks: seats })
  const cpuNow = () => cpuMs([process.pid]) - cpuMs([child.pid!])
  const times = { bare: new Map<string, number>(), ours: new Map<string, number>() }
  let cpu = 0
  for (let second = -2; second < seconds; second++) {
    const [bareSlot, ourSlot] = [await paced(bare.send), await measured()]
    if (second < 0) continue // warm
    for (const [key, at] of bareSlot) times.bare.set(key, at)
    for (const [key, at] of ourSlot.sent) times.ours.set(key, at)
    cpu += ourSlot.cpu
  }
  await pause(1000)
  const report = await ask({ kind: 'report' })
  await ask({ kind: 'leave' })
  if (report.kind !== 'arrivals') throw new Error('the desks answered something else')
  const baseline = latenciesOf(times.bare)
  const ours = latenciesOf(times.ours)
  const p95 = percentile(ours, 0.95)
  const bareP95 = percentile(baseline, 0.95)
  say(
    `bare: p50 ${round(percentile(baseline, 0.5))} ms, p95 ${round(bareP95)} ms, p99 ${round(percentile(baseline, 0.99))} ms`,
  )
  say(
    `ours: p50 ${round(percentile(ours, 0.5))} ms, p95 ${round(p95)} ms, p99 ${round(percentile(ours, 0.99))} ms`,
  )
  child.disconnect()
  bare.close()
  await app.stop()
  conclude({
    bench: 'live',
    ratio: round(p95 / bareP95),
    ratioOf: 'p95',
    p50Ms: round(percentile(ours, 0.5)),
    p95Ms: round(p95),
    bareP95Ms: round(bareP95),
    perSecond,
    cpuMs: round(cpu / (seconds * perSecond)),
  })

  async function ask(message: ToDesks) {
    child.send(message)
    const [answer] = (await once(child, 'message')) as [FromDesks]
    return answer
  }

  async function measured() {
    const before = cpuNow()
    const sent = await paced(sendMessage)
    await pause(20) // its events are still on their way
    return { sent, cpu: cpuNow() - before }
  }

  function latenciesOf(sent: Map<string, number>): number[] {
    const { keys, at } = report as Extract<FromDesks, { kind: 'arrivals' }>
    const latencies = keys.flatMap((key, index) => {
      const from = sent.get(key)
      return from === undefined ? [] : [at[index]! - from]
    })
    if (latencies.length !== sent.size * reached)
      throw new Error(`${sent.size} messages made ${latencies.length} arrivals, not ${reached} each`)
    return latencies
  }
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Sends for a second at an even pace, whether the one before is done or not; gives when each left. */
async function paced(send: Send): Promise<Map<string, number>> {
  const started = performance.now()
  const sent = new Map<string, number>()
  const underWay: Promise<void>[] = []
  for (let turn = 0; turn < perSecond; turn++) {
    const due = started + (turn * 1000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    underWay.push(send(turn).then(({ key, at }) => void sent.set(key, at)))
  }
  await Promise.all(underWay)
  return sent
}

async function startApp(): Promise<App & { url: string }> {
  const appUrl = new URL(postgres.url())
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
    database: { appUrl: appUrl.href, systemUrl: postgres.url(), directUrl: postgres.url() },
    clock: systemClock,
    log,
    version: '0.0.0',
    isOffline: true,
  })
  await app.start()
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`
  return Object.assign(app, { url })
}

/** A workspace with 200 people at five screens each, twenty screens on each of fifty conversations. */
async function aWorkspaceAtWork(app: App) {
  const { db, newId } = app.ground
  const { workspaceId, slug, teamId } = await app.workspaces.createWorkspace({
    name: 'Maison de mesure',
    language: 'fr',
    timeZone: 'Europe/Paris',
    address: 'bonjour@mesure.test',
  })
  const cookies: string[] = []
  for (let n = 0; n < 200; n++) {
    const { userId, email } = await app.auth.createUser(`adviser-${n}@mesure.test`, `Adviser ${n}`)
    await db.inWorkspace(workspaceId, tx =>
      tx
        .insertInto('members')
        .values({
          workspace_id: workspaceId,
          id: newId(),
          user_id: userId,
          role: 'adviser',
          name: `Adviser ${n}`,
          email,
        })
        .execute(),
    )
    cookies.push((await app.auth.startSessionFor(userId)).map(cookie => cookie.split(';')[0]).join('; '))
  }
  const channel = await db.system
    .selectFrom('channels')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  const threads: { conversationId: string; write: () => Promise<string> }[] = []
  for (let n = 0; n < conversations; n++) threads.push(await aThread(n))
  return {
    seats: Array.from({ length: desks }, (_, n) => ({
      cookie: cookies[n % cookies.length]!,
      workspace: slug,
      conversationId: threads[n % conversations]!.conversationId,
    })),
    sendMessage: async (turn: number) => {
      const key = await threads[turn % conversations]!.write()
      return { key, at: now() }
    },
  }

  async function aThread(n: number) {
    const person = { name: `Customer ${n}`, address: `customer-${n}@mail.test` }
    const arrive = (candidates: string[]) =>
      db.inWorkspace(workspaceId, async tx => {
        const { contactId, identityId } = await app.contacts.contactOfSender(tx, {
          kind: 'email',
          address: person.address,
          name: person.name,
        })
        return app.conversations.receive(tx, {
          channel: { id: channel.id, kind: 'email', language: 'fr', teamId },
          contactId,
          identityId,
          candidates,
          at: new Date(),
          from: person,
          to: [{ name: '', address: 'bonjour@mesure.test' }],
          cc: [],
          subject: 'Bouquet non reçu',
          text: 'Bonjour, le bouquet commandé pour aujourd’hui n’est pas arrivé. Pouvez-vous me dire où il est ?',
          fullText: null,
          html: null,
          language: 'fr',
          automatic: 'none',
          auth: null,
          attachments: [],
          keys: [],
          isSpam: false,
          folds: [],
          metadata: {},
        })
      })
    const { conversationId } = await arrive([])
    return { conversationId, write: async () => (await arrive([conversationId])).messageId }
  }
}

/** What socket.io does by itself: the same words to rooms of as many desks. */
async function aBareServer(ids: string[]) {
  const server = createServer()
  const io = new Server(server, { serveClient: false })
  io.on('connection', socket => {
    socket.on('subscribe', (wanted: { conversations: string[] }, done: (answer: object) => void) => {
      socket.join(wanted.conversations[0]!)
      done({ refused: [], seq: 0 })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  let seq = 0
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async send(turn: number) {
      seq += 1
      const conversationId = ids[turn % conversations]!
      const key = crypto.randomUUID()
      const event = {
        id: crypto.randomUUID(),
        at: new Date().toISOString(),
        type: 'message.received',
        actor: { kind: 'contact', id: conversationId },
        subject: { kind: 'message', id: key },
        conversationId,
        contactId: conversationId,
        data: {
          channel: 'email',
          automatic: 'none',
          opened: false,
          assigneeId: null,
          teamId: conversationId,
        },
        seq,
      }
      const at = now()
      io.to(conversationId).emit('event', event)
      return { key, at }
    },
    close: () => io.close(),
  }
}
