// From a request that came in at one node to the offer, given by another, at the desk of who is asked: told by the live line, then read as the desk reads it. `BENCH_PER_SECOND`, `BENCH_SECONDS`, and `BENCH_WAITING` requests of another team that nobody may take.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { io } from 'socket.io-client'
import { system } from '#server/platform/events.ts'
import { applicationPassword } from '#server/platform/migrate.ts'
import { joinNodes } from '#server/platform/realtime/nodes.ts'
import { openNode, silentLog } from '#server/platform/testing/feed.ts'
import { signedInAdvisers } from '../e2e/advisers.ts'
import { startProgram } from '../e2e/program.ts'
import { startDatabase, startRedis } from '../e2e/servers.ts'
import { openShop } from '../e2e/shop.ts'
import { conclude, note, percentile, round, say } from './measure.ts'

const perSecond = Number(process.env.BENCH_PER_SECOND ?? 100)
const seconds = Number(process.env.BENCH_SECONDS ?? 10)
const waiting = Number(process.env.BENCH_WAITING ?? 0)
const secretKey = 'the secret key of a bench of offers'
const warmUp = 2 * perSecond
const requests = perSecond * seconds
// Each has room for eight mails.
const people = Math.ceil((warmUp + requests) / 6)

note(`${people} advisers sign in …`)
const [database, redis] = await Promise.all([startDatabase(), startRedis()])
const redisUrl = `redis://127.0.0.1:${redis.port}`
const program = await startProgram({ DATABASE_URL: database.url, SECRET_KEY: secretKey, REDIS_URL: redisUrl })
await openShop(program)
const pool = new pg.Pool({ connectionString: database.url, max: 4 })
const { workspaceId, cookies } = await signedInAdvisers(pool, { publicUrl: program.url, secretKey }, people)
const teamId = (await pool.query('select id from teams')).rows[0].id
const contacts: string[] = (
  await pool.query(
    `insert into contacts (workspace_id, id, name)
    select $1, gen_random_uuid(), 'Customer ' || n from generate_series(1, $2) n returning id`,
    [workspaceId, warmUp + requests],
  )
).rows.map(({ id }) => id)
const { slug } = (await pool.query('select slug from workspaces')).rows[0]
if (waiting > 0) await othersWait()

// The node where requests come in, which tells the other that there is news.
const appUrl = new URL(database.url)
appUrl.username = 'boucle_app'
appUrl.password = applicationPassword(secretKey)
const { db, recordEvent, close } = openNode({ url: database.url, appUrl: appUrl.href })
const nodes = joinNodes(redisUrl, silentLog, () => {})
db.onCommit(() => nodes.tell({ kind: 'news', workspaceId }))

const cameAt = new Map<string, number>()
const rungAt = new Map<string, number>()
const shownAt = new Map<string, number>()
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const sockets = await Promise.all([...cookies.values()].map(desk))
await pool.query('insert into dispatchers (workspace_id) values ($1)', [workspaceId])
await pause(3000) // a node takes the workspace, and signs who is there

let come = 0
await during(warmUp)
// As the database does by itself within a minute: what it kept was planned for empty tables.
await pool.query('analyze')
for (const times of [cameAt, rungAt, shownAt]) times.clear()
await during(requests)

const since = (times: Map<string, number>) =>
  [...cameAt].flatMap(([id, at]) => (times.has(id) ? [times.get(id)! - at] : []))

say(`${since(shownAt).length} of ${requests} requests were offered at a desk`)
for (const socket of sockets) socket.disconnect()
await nodes.close()
await close()
await pool.end()
await program.remove()
await redis.remove()
await database.remove()
conclude({
  bench: 'offer',
  perSecond,
  p50Ms: round(percentile(since(shownAt), 0.5), 0),
  p95Ms: round(percentile(since(shownAt), 0.95), 0),
  bellP95Ms: round(percentile(since(rungAt), 0.95), 0),
  offered: since(shownAt).length,
  ...{ requests, people, waiting },
})

/** Requests come at their pace, then all of them are offered. */
async function during(count: number): Promise<void> {
  const start = performance.now()
  for (let nth = 0; nth < count; nth++) {
    await pause(Math.max(0, start + (nth / perSecond) * 1000 - performance.now()))
    void comes()
  }
  const isShown = ([id]: [string, number]) => shownAt.has(id)
  for (let tries = 0; tries < 200; tries++) {
    if (cameAt.size >= count && [...cameAt].every(isShown)) return
    await pause(100)
  }
}

/** A request comes in; its time counts from the commit. */
async function comes(): Promise<void> {
  const [id, episodeId, now] = [randomUUID(), randomUUID(), new Date()]
  come += 1
  const nth = come
  await db.inWorkspace(workspaceId, async tx => {
    await tx
      .insertInto('conversations')
      .values({
        ...{ workspace_id: workspaceId, id, number: 1000 + nth, contact_id: contacts[nth - 1]! },
        ...{ team_id: teamId, status: 'new', channel_kind: 'email', language: 'fr', episode_id: episodeId },
        ...{ last_message_at: now, waiting_since: now, created_at: now, updated_at: now },
      })
      .execute()
    await tx
      .insertInto('episodes')
      .values({
        ...{ workspace_id: workspaceId, id: episodeId, conversation_id: id, number: 1 },
        ...{ opened_at: now, opened_by: 'contact' },
      })
      .execute()
    await recordEvent(tx, {
      type: 'conversation.opened',
      actor: system,
      subject: { kind: 'conversation', id },
      conversationId: id,
    })
  })
  cameAt.set(id, Date.now())
}

/** Somebody's screen: it asks what there is each time it is told that something is. */
async function desk(cookie: string) {
  const socket = io(program.url, {
    query: { workspace: slug },
    extraHeaders: { cookie },
    transports: ['websocket'],
    forceNew: true,
  })
  await new Promise((done, fail) => socket.once('connect', () => done(undefined)).once('connect_error', fail))
  socket.on('work', async () => {
    const rung = Date.now()
    const answer = await read('/work-state', cookie).catch(() => undefined)
    for (const { conversationId } of answer?.offers ?? []) {
      if (shownAt.has(conversationId)) continue
      rungAt.set(conversationId, rung)
      shownAt.set(conversationId, Date.now())
    }
  })
  return socket
}

/** Requests of a team that nobody is in, which wait all the time. */
async function othersWait(): Promise<void> {
  const otherId = randomUUID()
  await pool.query(
    `insert into teams (workspace_id, id, name, kind) select workspace_id, $2, 'Nobody', kind from teams where workspace_id = $1 limit 1`,
    [workspaceId, otherId],
  )
  await pool.query(
    `with made as (
      insert into conversations (workspace_id, id, number, contact_id, team_id, status, channel_kind, language, episode_id,
        last_message_at, waiting_since, created_at, updated_at)
      select $1, gen_random_uuid(), 1000000 + n, $2, $3, 'new', 'email', 'fr', gen_random_uuid(), t, t, t, t
      from generate_series(1, $4::integer) n, lateral (select now() - n * interval '1 second' as t) t
      returning id, episode_id, created_at
    )
    insert into episodes (workspace_id, id, conversation_id, number, opened_at, opened_by)
    select $1, episode_id, id, 1, created_at, 'contact' from made`,
    [workspaceId, contacts[0], otherId, waiting],
  )
  await pool.query('analyze')
}

/** The plainest of clients: its own CPU must not be in anybody's way. */
function read(path: string, cookie: string): Promise<{ offers?: { conversationId: string }[] }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${program.url}/api/v1${path}`, { agent, headers: { cookie } }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', chunk => chunks.push(chunk))
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())))
    })
    // The server lets go of connections that were idle, at times just when they are used again.
    asked.on('error', error => (asked.reusedSocket ? resolve(read(path, cookie)) : reject(error)))
    asked.end()
  })
}
