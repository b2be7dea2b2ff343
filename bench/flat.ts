// Does it stay as fast when a company is ten times as large? Creating and listing on S and on L, in turn in one run.
import { workspaceId } from './generator.ts'
import { conclude, percentile, round, say } from './measure.ts'
import { type Bench, type Figures, onDataset } from './on-dataset.ts'

const rounds = 40
const perRound = 15
const views = ['mine', 'unassigned', 'team', 'oldest', 'closed', 'all']

const benches = [await onDataset('S'), await onDataset('L')] as const
const startedAt = new Date()
try {
  const work = {
    create: async (bench: Bench, contacts: string[], turn: number) =>
      bench.api.post('/conversations', {
        contactId: contacts[turn % contacts.length],
        subject: `Commande ${turn}`,
        message: {
          direction: 'in',
          text: `Bonjour, où en est ma commande numéro ${turn} ? Elle devait arriver hier.`,
        },
      }),
    list: async (bench: Bench, _contacts: string[], turn: number) =>
      bench.api.get(`/conversations?view=${views[turn % views.length]}`),
  }
  const contacts = [await someContacts(benches[0]), await someContacts(benches[1])] as const
  const result: Record<string, [Figures, Figures]> = {}
  for (const [name, call] of Object.entries(work)) {
    const both = [none(), none()] as [Figures, Figures]
    for (let turn = -2; turn < rounds; turn++)
      for (const place of [0, 1] as const) {
        const bench = benches[place]
        const cpu = bench.doors.cpu()
        for (let index = 0; index < perRound; index++) {
          const started = performance.now()
          await call(bench, contacts[place], Math.abs(turn) * perRound + index)
          if (turn >= 0) both[place].times.push(performance.now() - started)
        }
        if (name === 'create') await isHandedOn(bench)
        if (turn >= 0) both[place].cpu += bench.doors.cpu() - cpu
      }
    result[name] = both
    for (const place of [0, 1] as const)
      say(
        `${name} on ${benches[place].size}: p50 ${round(percentile(both[place].times, 0.5))} ms, p95 ${round(percentile(both[place].times, 0.95))} ms, ${round(both[place].cpu / both[place].times.length)} ms of CPU each`,
      )
  }
  const p50 = (figures: Figures) => percentile(figures.times, 0.5)
  const cpu = (figures: Figures) => figures.cpu / figures.times.length
  const [create, list] = [result.create!, result.list!]
  conclude({
    bench: 'flat',
    // Of CPU, which stays true on a busy machine; those of time stand beside it.
    ratio: round(Math.max(cpu(create[1]) / cpu(create[0]), cpu(list[1]) / cpu(list[0]))),
    ratioOf: 'cpuMs of L over S, the worse of create and list',
    createRatio: round(cpu(create[1]) / cpu(create[0])),
    listRatio: round(cpu(list[1]) / cpu(list[0])),
    createP50Ratio: round(p50(create[1]) / p50(create[0])),
    listP50Ratio: round(p50(list[1]) / p50(list[0])),
    p50Ms: round(p50(create[1])),
    p95Ms: round(percentile(create[1].times, 0.95)),
    cpuMs: round(cpu(create[1])),
    listP50Ms: round(p50(list[1])),
    listP95Ms: round(percentile(list[1].times, 0.95)),
    listCpuMs: round(cpu(list[1])),
  })
} finally {
  for (const bench of benches) {
    await forgetWhatCame(bench)
    await bench.stop()
  }
}

function none(): Figures {
  return { times: [], cpu: 0, bytes: 0 }
}

async function someContacts({ doors }: Bench): Promise<string[]> {
  const { rows } = await doors.owner.query<{ id: string }>(
    'select id from contacts where workspace_id = $1 order by md5(id::text) limit 500',
    [workspaceId],
  )
  return rows.map(row => row.id)
}

/** The relay and its jobs carry on what was created: that is part of the cost, and not of the next turn's. */
async function isHandedOn({ doors }: Bench) {
  for (let rounds = 0; rounds < 500; rounds++) {
    const { rows } = await doors.owner.query<{ busy: boolean }>(
      'select exists (select from outbox) or exists (select from jobs.jobs where run_at <= now()) as busy',
    )
    if (!rows[0]!.busy) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** The companies are as they were for the bench that comes next. */
async function forgetWhatCame({ doors: { owner } }: Bench) {
  await owner.query('begin')
  await owner.query(
    `create temporary table made on commit drop as
     select id from conversations where workspace_id = $1 and created_at >= $2`,
    [workspaceId, startedAt],
  )
  for (const table of ['messages', 'message_search', 'message_keys', 'events'])
    await owner.query(
      `delete from ${table} where workspace_id = $1 and conversation_id in (select id from made)`,
      [workspaceId],
    )
  await owner.query('delete from conversations where workspace_id = $1 and id in (select id from made)', [
    workspaceId,
  ])
  await owner.query('commit')
}
