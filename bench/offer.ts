// From a request that came in to the offer at the desk of who is asked: told by the live line, then read as the desk reads it. `BENCH_PER_SECOND`, `BENCH_SECONDS`.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { io } from 'socket.io-client'
import { system } from '#server/platform/events.ts'
import { applicationPassword } from '#server/platform/migrate.ts'
import { openNode } from '#server/platform/testing/feed.ts'
import { signedInAdvisers } from '../e2e/advisers.ts'
import { startProgram } from '../e2e/program.ts'
import { startDatabase } from '../e2e/servers.ts'
import { openShop } from '../e2e/shop.ts'
import { conclude, note, percentile, round, say } from './measure.ts'

const perSecond = Number(process.env.BENCH_PER_SECOND ?? 100)
const seconds = Number(process.env.BENCH_SECONDS ?? 10)
const secretKey = 'the secret key of a bench of offers'
const requests = perSecond * seconds
// Each has room for eight mails.
const people = Math.ceil(requests / 6)

note(`${people} advisers sign in …`)
const database = await startDatabase()
const program = await startProgram({ DATABASE_URL: database.url, SECRET_KEY: secretKey })
await openShop(program)
const owner = new pg.Pool({ connectionString: database.url })
const { workspaceId, cookies } = await signedInAdvisers(owner, { publicUrl: program.url, secretKey }, people)
const appUrl = new URL(database.url)
appUrl.username = 'boucle_app'
appUrl.password = applicationPassword(secretKey)
const { db, recordEvent, close } = openNode({ url: database.url, appUrl: appUrl.href })
const teamId = (await owner.query('select id from teams limit 1')).rows[0].id
const contactId = randomUUID()
await owner.query(`insert into contacts (workspace_id, id, name) values ($1, $2, 'Anna')`, [
  workspaceId,
  contactId,
])
const { slug } = (await owner.query('select slug from workspaces')).rows[0]

const cameAt = new Map<string, number>()
const toDesk: number[] = []
const toBell: number[] = []
const sockets = await Promise.all(
  [...cookies.values()].map(async cookie => {
    const socket = io(program.url, {
      query: { workspace: slug },
      extraHeaders: { cookie },
      transports: ['websocket'],
      forceNew: true,
    })
    await new Promise((done, fail) =>
      socket.once('connect', () => done(undefined)).once('connect_error', fail),
    )
    const seen = new Set<string>()
    socket.on('work', async () => {
      const rung = performance.now()
      const answer = await fetch(`${program.url}/api/v1/work-state`, { headers: { cookie } }).catch(
        () => undefined,
      )
      if (!answer) return // the bench is over
      const { offers } = (await answer.json()) as { offers?: { conversationId: string }[] }
      for (const { conversationId } of offers ?? []) {
        if (seen.has(conversationId)) continue
        seen.add(conversationId)
        const came = cameAt.get(conversationId)
        if (came === undefined) continue
        toBell.push(rung - came)
        toDesk.push(performance.now() - came)
      }
    })
    return socket
  }),
)
await owner.query('insert into dispatchers (workspace_id) values ($1)', [workspaceId])
await pause(3000) // a node takes the workspace, and signs who is there

const start = performance.now()
for (let count = 0; count < requests; count++) {
  await pause(Math.max(0, start + (count / perSecond) * 1000 - performance.now()))
  void comes(count)
}
for (let tries = 0; toDesk.length < requests && tries < 100; tries++) await pause(100)

say(`${toDesk.length} of ${requests} requests were offered at a desk`)
for (const socket of sockets) socket.disconnect()
await close()
await owner.end()
await program.remove()
await database.remove()
conclude({
  bench: 'offer',
  perSecond,
  p50Ms: round(percentile(toDesk, 0.5), 0),
  p95Ms: round(percentile(toDesk, 0.95), 0),
  bellP95Ms: round(percentile(toBell, 0.95), 0),
  offered: toDesk.length,
  requests,
  people,
})

/** A request comes in; its time counts from the commit. */
async function comes(nth: number): Promise<void> {
  const [id, episodeId] = [randomUUID(), randomUUID()]
  await db.inWorkspace(workspaceId, async tx => {
    const now = new Date()
    await tx
      .insertInto('conversations')
      .values({
        ...{ workspace_id: workspaceId, id, number: 100_000 + nth, contact_id: contactId, team_id: teamId },
        ...{ status: 'new', channel_kind: 'email', language: 'fr', episode_id: episodeId },
        ...{ last_message_at: now, waiting_since: now, created_at: now, updated_at: now },
      })
      .execute()
    await recordEvent(tx, {
      type: 'conversation.opened',
      actor: system,
      subject: { kind: 'conversation', id },
      conversationId: id,
    })
    cameAt.set(id, performance.now())
  })
}
