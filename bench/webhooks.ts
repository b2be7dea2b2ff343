// Signed webhooks delivered by the program, beside bare signed POSTs by a program that does nothing else.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook as Signer } from 'standardwebhooks'
import { createBoucle } from '../sdk/src/index.ts'
import { createIds } from '../server/platform/ids.ts'
import { aHouse } from './house.ts'
import { conclude, cpuMs, round, say } from './measure.ts'

const slots = 5
const perSlot = 2000
/** As many posts under way as the program allows itself to one address. */
const clients = 8

const house = await aHouse({ SMTP_IN_PORT: '0', WEBHOOK_NETWORKS: '127.0.0.1' })
const peer = fork(new URL('webhook-peer.ts', import.meta.url).pathname)
const [peerPort] = (await once(peer, 'message')) as [number]
const boucle = createBoucle({ url: house.program.url, key: house.token })
let heard = 0
peer.on('message', count => {
  heard = Number(count)
})
const agent = new Agent({ keepAlive: true, maxSockets: clients })

const example = {
  type: 'contact.updated',
  data: { ...{ workspaceId: house.workspaceId, seq: 1, values: { changed: ['language', 'stage'] } } },
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
    types: ['contact.updated'],
  })
  const from = new Date(Date.now() - 60_000).toISOString()
  await someEvents()
  await arrived(perSlot)
  const [ours, bare] = [none(), none()]
  // Both warm, then a slot each in turn: whatever else the machine does, it does to both.
  await replay(none(), webhook.id, from)
  await bareSlot(none(), webhook.secret)
  await house.owner.query('analyze')
  for (let slot = 0; slot < slots; slot++) {
    await replay(ours, webhook.id, from)
    await bareSlot(bare, webhook.secret)
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

/** Events of as many contacts, so that each has its own lane, told in the feed as every event is. */
async function someEvents() {
  const newId = createIds({ now: () => new Date() })
  const ids = Array.from({ length: perSlot }, () => [newId(), newId()])
  await house.owner.query(
    `insert into events (workspace_id, id, at, type, actor_kind, actor_id, subject_kind, subject_id, contact_id, data)
     select $1, (pair ->> 0)::uuid, now(), 'contact.updated', 'system', null, 'contact', (pair ->> 1)::uuid,
       (pair ->> 1)::uuid, '{"changed":["language","stage"]}'
     from json_array_elements($2::json) as pair`,
    [house.workspaceId, JSON.stringify(ids)],
  )
}

/** Sends them all again; over when the log says of each that it arrived. */
async function replay(figures: Figures, id: string, from: string) {
  const [cpu, parts, start, before] = [house.cpu(), house.cpuParts(), performance.now(), heard]
  const { count } = await boucle.integrations.replayWebhook({ id, from })
  await arrived(before + count)
  figures.ms += performance.now() - start
  figures.cpu += house.cpu() - cpu
  figures.database += house.cpuParts().database - parts.database
  figures.count += count
}

async function arrived(count: number) {
  const waiting = `select exists (select from webhook_deliveries where state = 'waiting') as busy`
  for (let rounds = 0; rounds < 12_000; rounds++) {
    if (heard >= count && !(await house.owner.query<{ busy: boolean }>(waiting)).rows[0]!.busy) return
    await pause(5)
  }
  throw new Error('it never came to rest')
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
