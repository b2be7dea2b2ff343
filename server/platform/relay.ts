import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { Db } from './db.ts'
import type { Chores } from './jobs.ts'

const batch = 1000
/** Rest before a round: under load it then carries many rows, and screens are told before jobs are. */
const restMs = 10

interface Relay {
  ring(): void
  /** Moves everything that waits; for tests and before stopping. */
  drain(): Promise<number>
  stop(): Promise<void>
  /** When it last went through without an error. */
  lastSuccessAt(): Date | undefined
}

/**
 * Carries the outbox to the job queue in batches: each event to each of its subscribers, each asked job once.
 * Deleting and enqueuing are one transaction, so a relay killed anywhere loses and doubles nothing, and as many relays
 * as there are nodes may run.
 */
export function startRelay(db: Db, chores: Chores, log: Logger, pollMs = 500): Relay {
  const subscribers = subscribersByType(chores)
  const known = new Set(chores.jobs.map(job => job.name))
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  let success: Date | undefined

  const drain = async () => {
    let total = 0
    for (;;) {
      const { moved, tasks } = await moveBatch(db, subscribers)
      for (const task of tasks) if (!known.has(task)) log.error({ task }, 'nobody does this job')
      total += moved
      success = new Date()
      if (moved < batch) return total
    }
  }

  const rounds = async () => {
    do {
      await pause(restMs)
      again = false
      await drain().catch(error => log.error({ error }, 'the relay will try again'))
    } while (again && !stopped)
  }

  const ring = () => {
    again = true
    if (stopped || running) return
    running = rounds().finally(() => {
      running = undefined
    })
  }

  db.onCommit(ring)
  const net = setInterval(ring, pollMs)
  net.unref()
  ring()
  return {
    ring,
    async drain() {
      await running
      return drain()
    },
    async stop() {
      stopped = true
      clearInterval(net)
      await running
    },
    lastSuccessAt: () => success,
  }
}

function subscribersByType({ subscribers }: Chores): Map<string, string[]> {
  const byType = new Map<string, string[]>()
  for (const { name, on } of subscribers)
    for (const type of new Set(on)) byType.set(type, [...(byType.get(type) ?? []), name])
  return byType
}

interface OutboxRow {
  id: number
  workspace_id: string
  event_id: string | null
  event_type: string | null
  task: string | null
  payload: object | null
  job_key: string | null
  run_at: Date | null
}

interface Spec {
  identifier: string
  payload: object | null
  job_key: string | null
  run_at: Date | null
}

/** The ids are given as a list: a join may be planned to read the whole table, which has no statistics while it fills. */
async function moveBatch(db: Db, subscribers: Map<string, string[]>) {
  return db.system.transaction().execute(async tx => {
    const { rows } = await sql<OutboxRow>`
      delete from outbox
      where id = any (array(select id from outbox order by id limit ${batch} for update skip locked))
      returning *`.execute(tx)
    rows.sort((one, other) => one.id - other.id)
    const specs = lastOfEachKey(rows.flatMap(row => specsOf(row, subscribers)))
    if (specs.length > 0)
      await sql`
        select jobs.add_jobs(array(
          select row(s.identifier, s.payload, null, s.run_at, null, s.job_key, null, null)::jobs.job_spec
          from json_to_recordset(${JSON.stringify(specs)}::json)
            as s (identifier text, payload json, job_key text, run_at timestamptz)
        ))`.execute(tx)
    return {
      moved: rows.length,
      tasks: new Set(rows.flatMap(({ task }) => task ?? [])),
    }
  })
}

function specsOf(row: OutboxRow, subscribers: Map<string, string[]>): Spec[] {
  const { workspace_id: workspaceId, event_id: eventId, task, payload, job_key, run_at } = row
  if (task) {
    // The queue knows one space of keys for all tasks and workspaces.
    const key = job_key === null ? null : `${task}/${workspaceId}/${job_key}`
    return [{ identifier: task, payload, job_key: key, run_at }]
  }
  return (subscribers.get(row.event_type ?? '') ?? []).map(name => ({
    identifier: `on:${name}`,
    payload: { workspaceId, eventId },
    job_key: null,
    run_at: null,
  }))
}

/** The queue refuses a batch that names one key twice; what was asked last counts, as it does between batches. */
function lastOfEachKey(specs: Spec[]): Spec[] {
  const last = new Map(specs.map((spec, index) => [spec.job_key ?? index, spec]))
  return [...last.values()]
}
