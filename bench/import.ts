// 100,000 contacts from a CSV file by the API, beside bare COPY of the same rows into the same tables with their indexes.
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { aHouse } from './house.ts'
import { conclude, round, say } from './measure.ts'

const people = Number(process.env.BENCH_PEOPLE ?? 100_000)
const house = await aHouse({ SMTP_IN_PORT: '0', MAX_MESSAGE_MB: '200' })

try {
  const bareMs = await copyBare()
  say(`bare: ${people} contacts with an address each by COPY, ${round(people / (bareMs / 1000), 0)}/s`)

  const lines = ['nom complet;email;telephone;ville']
  for (let index = 0; index < people; index++)
    lines.push(`Personne ${index} Martin;p${index}@mail.test;;Lyon`)
  const content = Buffer.from(lines.join('\n')).toString('base64')
  const started = performance.now()
  const cpuBefore = house.cpu()
  const made = await ask('POST', '/imports', { fileName: 'clients.csv', content })
  await ask('POST', `/imports/${made.id}/start`, { mapping: made.mapping })
  for (;;) {
    const { state, done } = await ask('GET', `/imports/${made.id}`)
    if (state === 'done') break
    if (state === 'failed') throw new Error('the import failed')
    say(`${round((performance.now() - started) / 1000, 0)} s: ${done}`)
    await pause(500)
  }
  const ms = performance.now() - started
  const { rows } = await house.owner.query(
    "select count(*)::int as n from contacts where workspace_id = $1 and name like 'Personne %'",
    [house.workspaceId],
  )
  if (rows[0].n !== people) throw new Error(`${rows[0].n} contacts instead of ${people}`)
  conclude({
    bench: 'import',
    ratio: round(bareMs / ms, 4),
    ratioOf: 'contactsPerSecond',
    contacts: people,
    contactsPerSecond: round(people / (ms / 1000), 0),
    barePerSecond: round(people / (bareMs / 1000), 0),
    seconds: round(ms / 1000),
    cpuMs: round((house.cpu() - cpuBefore) / people, 3),
  })
} finally {
  await house.close()
}

/** The same rows by COPY of the owner, as tables and indexes stand; taken back, so that the import finds them empty. */
async function copyBare(): Promise<number> {
  const ids = Array.from({ length: people }, () => crypto.randomUUID())
  const contact = (id: string, index: number) =>
    `${house.workspaceId}\t${id}\tPersonne ${index} Martin\tpersonne ${index} martin\t personne ${index} martin p${index} mail test\n`
  const identity = (id: string, index: number) =>
    `${house.workspaceId}\t${crypto.randomUUID()}\t${id}\temail\tb${index}@mail.test\tb${index}@mail.test\n`
  const texts = { contacts: ids.map(contact), identities: ids.map(identity) }
  const columns = {
    contacts: 'workspace_id, id, name, sort_name, search_text',
    identities: 'workspace_id, id, contact_id, kind, value, shown',
  }
  await house.owner.query('begin')
  // What is ours in an insert, no bare COPY does.
  await house.owner.query('alter table identities disable trigger follow_person')
  const started = performance.now()
  for (const table of ['contacts', 'identities'] as const)
    await pipeline(
      Readable.from(texts[table]),
      house.owner.query(copyFrom(`copy ${table} (${columns[table]}) from stdin`)),
    )
  const ms = performance.now() - started
  await house.owner.query('rollback')
  await house.owner.query('vacuum analyze contacts, identities')
  return ms
}

/** The plainest of clients. */
function ask(method: string, path: string, body?: unknown): Promise<Record<string, never>> {
  const payload = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const url = new URL(`${house.program.url}/api/v1${path}`)
    const call = request(
      url,
      {
        method,
        headers: {
          authorization: `Bearer ${house.token}`,
          ...(payload && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
        },
      },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk as Buffer))
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode! >= 300) reject(new Error(`${answer.statusCode} ${text.slice(0, 300)}`))
          else resolve(JSON.parse(text))
        })
      },
    )
    call.on('error', reject)
    call.end(payload)
  })
}
