// New conversations through the API by four clients, beside one-row inserts of the same role in the same transaction wrapper.
import { Agent, request } from 'node:http'
import { aHouse } from './house.ts'
import { conclude, percentile, round, say } from './measure.ts'

const clients = 4
const slots = 6
const slotMs = 2000
const people = 1000
const insertSql = 'insert into tags (workspace_id, id, name) values ($1, gen_random_uuid(), $2)'

const house = await aHouse({ SMTP_IN_PORT: '0' })
const agent = new Agent({ keepAlive: true, maxSockets: clients })
let made = 0

try {
  const contacts = await somePeople()
  const create = () => {
    made += 1
    return post('/conversations', {
      contactId: contacts[made % people],
      subject: `Commande ${made}`,
      message: {
        direction: 'in',
        text: `Bonjour, où en est ma commande numéro ${made} ? Elle devait arriver hier.`,
      },
    })
  }
  let rows = 0
  const insertOne = async () => {
    rows += 1
    const name = `tag ${rows}`
    const connection = await house.bare.connect()
    try {
      await connection.query(`begin; set local app.workspace_id = '${house.workspaceId}'`)
      await connection.query({ name: 'one-row', text: insertSql, values: [house.workspaceId, name] })
      await connection.query('commit')
    } finally {
      connection.release()
    }
  }
  say(`baseline: ${insertSql}`)
  say(await planOf(insertSql, [house.workspaceId, 'a tag']))

  // Both warm, then a slot each in turn: whatever else the machine does, it does to both.
  for (let slot = 0; slot < 3; slot++) {
    await during(slotMs, create)
    await during(slotMs, insertOne)
  }
  // As the database does by itself within a minute: what it kept was planned for empty tables.
  await house.owner.query('analyze')
  const parts = { server: 0, database: 0 }
  const ours = { times: [] as number[], ms: 0, cpu: 0 }
  const bare = { times: [] as number[], ms: 0, cpu: 0 }
  for (let slot = 0; slot < slots; slot++)
    for (const [figures, work] of [
      [ours, create],
      [bare, insertOne],
    ] as const) {
      const before = house.cpu()
      const partsBefore = house.cpuParts()
      const started = performance.now()
      figures.times.push(...(await during(slotMs, work)))
      figures.ms += performance.now() - started
      await settled()
      figures.cpu += house.cpu() - before
      if (figures === bare) continue
      const partsNow = house.cpuParts()
      parts.server += partsNow.server - partsBefore.server
      parts.database += partsNow.database - partsBefore.database
    }
  const perSecond = (figures: typeof ours) => (1000 * figures.times.length) / figures.ms
  for (const [name, figures] of Object.entries({ bare, ours }))
    say(
      `${name}: ${round(perSecond(figures), 0)}/s, p50 ${round(percentile(figures.times, 0.5))} ms, p95 ${round(percentile(figures.times, 0.95))} ms, ${round(figures.cpu / figures.times.length, 3)} ms of CPU each`,
    )
  const each = (ms: number) => round(ms / ours.times.length, 3)
  say(`of CPU: server ${each(parts.server)} ms, database ${each(parts.database)} ms`)
  conclude({
    bench: 'create',
    ratio: round(perSecond(ours) / perSecond(bare), 4),
    ratioOf: 'perSecond',
    p50Ms: round(percentile(ours.times, 0.5)),
    p95Ms: round(percentile(ours.times, 0.95)),
    perSecond: round(perSecond(ours), 1),
    cpuMs: round(ours.cpu / ours.times.length, 3),
  })
} finally {
  agent.destroy()
  await house.close()
}

/** What was created is handed on by the relay and its jobs: that is part of the cost. */
async function settled() {
  for (let rounds = 0; rounds < 500; rounds++) {
    const { rows } = await house.owner.query(
      'select (select count(*) from outbox) + (select count(*) from jobs.jobs where run_at <= now()) as waiting',
    )
    if (Number(rows[0].waiting) === 0) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Four clients, each asking again as soon as it is answered; the time of each answer. */
async function during(ms: number, work: () => Promise<unknown>): Promise<number[]> {
  const end = performance.now() + ms
  const times: number[] = []
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const started = performance.now()
        await work()
        times.push(performance.now() - started)
      }
    }),
  )
  return times
}

async function somePeople(): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < people; at += 50)
    ids.push(
      ...(await Promise.all(
        Array.from({ length: 50 }, async (_none, index) => {
          const { id } = await post('/contacts', {
            name: `Personne ${at + index}`,
            identities: [{ kind: 'email', value: `personne-${at + index}@mail.test` }],
          })
          return id
        }),
      )),
    )
  return ids
}

/** The plainest of clients: its own CPU must not be in anybody's way. */
function post(path: string, body: unknown): Promise<{ id: string }> {
  const payload = JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const asked = request(
      `${house.program.url}/api/v1${path}`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${house.token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        },
      },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk))
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode === 201) resolve(JSON.parse(text))
          else reject(new Error(`${path} answered ${answer.statusCode}: ${text}`))
        })
      },
    )
    asked.on('error', reject)
    asked.end(payload)
  })
}

async function planOf(sql: string, values: unknown[]): Promise<string> {
  const connection = await house.bare.connect()
  try {
    await connection.query(`begin; set local app.workspace_id = '${house.workspaceId}'`)
    const { rows } = await connection.query(`explain (costs off) ${sql}`, values)
    await connection.query('rollback')
    return rows.map(row => row['QUERY PLAN']).join('\n')
  } finally {
    connection.release()
  }
}
