// Signed webhooks delivered by the program, beside bare signed POSTs by a program that does nothing else. What is measured
// is the way from the feed to the address: events that lie there since a node left them, until the last has arrived and is
// written in the log.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook as Signer } from 'standardwebhooks'
import { createBoucle } from '../sdk/src/index.ts'
import { createIds } from '../server/platform/ids.ts'
import { aHouse } from './house.ts'
import { conclude, cpuMs, round, say } from './measure.ts'

const slots = 4
const perSlot = 10_000
/** As many posts under way as the program allows itself to one address. */
const clients = 8

const house = await aHouse({ SMTP_IN_PORT: '0', WEBHOOK_NETWORKS: '127.0.0.1' })
const peer = fork(new URL('webhook-peer.ts', import.meta.url).pathname)
const [peerPort] = (await once(peer, 'message')) as [number]
const boucle = createBoucle({ url: house.program.url, key: house.token })
let heard = 0
let written = 0
peer.on('message', count => {
  heard = Number(count)
})
const agent = new Agent({ keepAlive: true, maxSockets: clients })

const example = {
  type: 'contact.stage_changed',
  data: { ...{ workspaceId: house.workspaceId, seq: 1, values: { from: 'prospect', to: 'customer' } } },
}

interface Figures {
  count: number
  ms: number
  cpu: number
  /** Of it. */
  database: number
}
const none = (): Figures => ({ count: 0, ms: 0, cpu: 0, database: 0 })
const perSecond = ({ count, ms }: Figures) => (1000 * count) / ms

try {
  const webhook = await boucle.integrations.createWebhook({
    name: 'Bench',
    url: `http://127.0.0.1:${peerPort}/hook`,
    types: ['contact.stage_changed'],
  })
  const [ours, bare] = [none(), none()]
  // Both warm, then a slot each in turn, each first as often: whatever else the machine does, it does to both.
  await oursSlot(none())
  await bareSlot(none(), webhook.secret)
  await house.owner.query('analyze')
  for (let slot = 0; slot < slots; slot++) {
    if (slot % 2 === 0) await oursSlot(ours)
    await bareSlot(bare, webhook.secret)
    if (slot % 2 === 1) await oursSlot(ours)
  }
  for (const [name, figures] of Object.entries({ bare, ours }))
    say(
      `${name}: ${round(perSecond(figures), 0)}/s, ${round(figures.cpu / figures.count, 3)} ms of CPU each, the peer's not counted`,
    )
  say(`of ours, the database: ${round(ours.database / ours.count, 3)} ms`)
  conclude({
    bench: 'webhooks',
    ratio: round(perSecond(ours) / perSecond(bare), 3),
    ratioOf: 'perSecond',
    perSecond: round(perSecond(ours), 1),
    barePerSecond: round(perSecond(bare), 1),
    cpuMs: round(ours.cpu / ours.count, 3),
    bareCpuMs: round(bare.cpu / bare.count, 3),
  })
} finally {
  peer.disconnect()
  agent.destroy()
  await house.close()
}

/** Events are there, and the node that carried has left: until all have arrived and the log says so of each. */
async function oursSlot(figures: Figures) {
  await house.owner.query(
    `update webhooks set carrier = gen_random_uuid(), carried_until = now() + interval '1 hour'`,
  )
  await someEvents()
  // What the relay does with them is over before.
  await noneLeft('select exists (select from outbox) as left')
  const [cpu, parts, start, before] = [house.cpu(), house.cpuParts(), performance.now(), heard]
  await house.owner.query('update webhooks set carrier = null, carried_until = null')
  // Whatever happens makes the courier look.
  await boucle.contacts.createContact({ name: 'Anna' })
  await noneLeft(`
    select exists (
      select from webhooks w join feed_counters c using (workspace_id)
      where w.cursor < c.last_seq or w.carrier is not null
    ) as left`)
  figures.ms += performance.now() - start
  figures.cpu += house.cpu() - cpu
  figures.database += house.cpuParts().database - parts.database
  figures.count += perSlot
  written += perSlot
  const { rows } = await house.owner.query<{ count: number }>(
    `select count(*)::integer as count from webhook_deliveries where state = 'delivered'`,
  )
  if (rows[0]!.count !== written) throw new Error(`${rows[0]!.count} of ${written} are in the log`)
  for (let rounds = 0; heard < before + perSlot && rounds < 100; rounds++) await pause(5)
  if (heard !== before + perSlot) throw new Error(`${heard - before} of ${perSlot} arrived`)
}

/** Events of as many contacts, so that each has its own lane, told in the feed as every event is. */
async function someEvents() {
  const newId = createIds({ now: () => new Date() })
  const ids = Array.from({ length: perSlot }, () => [newId(), newId()])
  // As many as there are, but not in one transaction, where each number would be a later version of one row.
  for (let at = 0; at < ids.length; at += 500)
    await house.owner.query(
      `insert into events (workspace_id, id, at, type, actor_kind, actor_id, subject_kind, subject_id, contact_id, data)
     select $1, (pair ->> 0)::uuid, now(), 'contact.stage_changed', 'system', null, 'contact', (pair ->> 1)::uuid,
       (pair ->> 1)::uuid, '{"from":"prospect","to":"customer"}'
     from json_array_elements($2::json) as pair`,
      [house.workspaceId, JSON.stringify(ids.slice(at, at + 500))],
    )
}

async function noneLeft(question: string) {
  for (let rounds = 0; rounds < 6000; rounds++) {
    if (!(await house.owner.query<{ left: boolean }>(question)).rows[0]!.left) return
    await pause(10)
  }
  throw new Error(`it never came to rest: ${question}`)
}

async function bareSlot(figures: Figures, secret: string) {
  const signer = new Signer(secret)
  const [cpu, start] = [cpuMs([process.pid]), performance.now()]
  let left = perSlot
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) await bareOne(signer)
    }),
  )
  figures.ms += performance.now() - start
  figures.cpu += cpuMs([process.pid]) - cpu
  figures.count += perSlot
}

function bareOne(signer: Signer): Promise<void> {
  const at = new Date()
  const id = crypto.randomUUID()
  const body = JSON.stringify({
    ...example,
    timestamp: at.toISOString(),
    data: {
      ...example.data,
      eventId: id,
      subject: { kind: 'contact', id },
      contactId: id,
      conversationId: null,
    },
  })
  return new Promise((resolve, reject) => {
    const post = request(
      {
        port: peerPort,
        method: 'POST',
        path: '/bare',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'webhook-id': id,
          'webhook-timestamp': Math.floor(at.getTime() / 1000),
          'webhook-signature': signer.sign(id, at, body),
        },
      },
      answer => answer.resume().on('end', resolve),
    )
    post.on('error', reject)
    post.end(body)
  })
}
