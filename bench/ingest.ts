// Mails of 9.6 kB by SMTP until each is a conversation, beside an SMTP receiver that only parses them.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { aHouse } from './house.ts'
import { conclude, cpuMs, percentile, round, say } from './measure.ts'
import { aMailOf9kB, sendAll } from './smtp-load.ts'

const slots = 5
const perSlot = 300
const senders = 300

const house = await aHouse()
const parser = fork(new URL('parser-alone.ts', import.meta.url).pathname)
const [parserPort] = (await once(parser, 'message')) as [number]
let made = 0

const perSecond = ({ times, ms }: Figures) => (1000 * times.length) / ms

interface Figures {
  times: number[]
  ms: number
  cpu: number
}

try {
  const kinds = {
    reused: { connections: 8 },
    fresh: { connections: 64, fresh: true },
  }
  say(`one mail: ${aMailOf9kB(1, 'client-1@mail.test', house.address).length} bytes`)
  // Warm: what runs first is compiled meanwhile.
  for (let slot = 0; slot < 4; slot++) {
    await ours(kinds.reused)
    await alone(kinds.reused)
  }
  // As the database does by itself within a minute: what it kept was planned for empty tables.
  await house.owner.query('analyze')
  const cold = { parts: house.cpuParts(), made }
  const figures = { reused: pair(), fresh: pair() }
  for (let slot = 0; slot < slots; slot++)
    for (const kind of ['reused', 'fresh'] as const) {
      add(figures[kind].ours, await ours(kinds[kind]))
      add(figures[kind].alone, await alone(kinds[kind]))
    }
  const parts = house.cpuParts()
  say(
    `of CPU: server ${round((parts.server - cold.parts.server) / (made - cold.made))} ms a mail, database ${round((parts.database - cold.parts.database) / (made - cold.made))} ms a mail`,
  )
  for (const kind of ['reused', 'fresh'] as const)
    for (const [name, one] of Object.entries(figures[kind]))
      say(
        `${kind} ${name}: ${round(perSecond(one), 0)}/s, answered p50 ${round(percentile(one.times, 0.5))} ms, p95 ${round(percentile(one.times, 0.95))} ms, ${round(one.cpu / one.times.length, 3)} ms of CPU each`,
      )
  const { rows } = await house.owner.query(
    `select (select count(*) from receipts where state = 'parsed') as parsed, (select count(*) from receipts where state <> 'parsed') as others,
      (select count(*) from messages where direction = 'in') as messages`,
  )
  say(`kept: ${JSON.stringify(rows[0])} of ${made}`)
  if (Number(rows[0].messages) !== made) throw new Error('a mail was lost or doubled')
  const { reused, fresh } = figures
  conclude({
    bench: 'ingest',
    ratio: round(perSecond(reused.ours) / perSecond(reused.alone), 3),
    ratioOf: 'perSecond',
    p50Ms: round(percentile(reused.ours.times, 0.5)),
    p95Ms: round(percentile(reused.ours.times, 0.95)),
    perSecond: round(perSecond(reused.ours), 1),
    cpuMs: round(reused.ours.cpu / reused.ours.times.length, 3),
    bytes: aMailOf9kB(1, 'client-1@mail.test', house.address).length,
    freshRatio: round(perSecond(fresh.ours) / perSecond(fresh.alone), 3),
    freshPerSecond: round(perSecond(fresh.ours), 1),
    freshP95Ms: round(percentile(fresh.ours.times, 0.95)),
    freshCpuMs: round(fresh.ours.cpu / fresh.ours.times.length, 3),
  })
} finally {
  parser.disconnect()
  await house.close()
}

/** A slot is over when every mail of it is understood and what follows from it is done. */
async function ours(kind: Parameters<typeof sendAll>[3]): Promise<Figures> {
  const mails = someMails()
  const cpu = house.cpu()
  const started = performance.now()
  const times = await sendAll(house.program.smtpPort, mails, house.address, kind)
  await isQuiet(`select exists (select from receipts where state = 'stored') as busy`)
  const ms = performance.now() - started
  await isQuiet(
    `select exists (select from outbox) or exists (select from jobs.jobs where run_at <= now())
      or exists (select from deliveries where state in ('queued', 'sending')) as busy`,
  )
  return { times, ms, cpu: house.cpu() - cpu }
}

async function alone(kind: Parameters<typeof sendAll>[3]): Promise<Figures> {
  const mails = someMails(false)
  const cpu = cpuMs([parser.pid!])
  const started = performance.now()
  const times = await sendAll(parserPort, mails, house.address, kind)
  return { times, ms: performance.now() - started, cpu: cpuMs([parser.pid!]) - cpu }
}

function someMails(counts = true): Buffer[] {
  return Array.from({ length: perSlot }, (_none, index) => {
    if (counts) made += 1
    const number = counts ? made : 1_000_000 + index
    return aMailOf9kB(number, `client-${number % senders}@mail.test`, house.address)
  })
}

async function isQuiet(sql: string) {
  for (let rounds = 0; rounds < 6000; rounds++) {
    const { rows } = await house.owner.query<{ busy: boolean }>({ name: sql.slice(0, 60), text: sql })
    if (!rows[0]!.busy) return
    await pause(10)
  }
  throw new Error('it never came to rest')
}

function pair(): { ours: Figures; alone: Figures } {
  const none = () => ({ times: [] as number[], ms: 0, cpu: 0 })
  return { ours: none(), alone: none() }
}

function add(total: Figures, one: Figures) {
  total.times.push(...one.times)
  total.ms += one.ms
  total.cpu += one.cpu
}
