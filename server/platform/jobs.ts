import { setTimeout as pause } from 'node:timers/promises'
import {
  Logger as GraphileLogger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  type TaskList,
} from 'graphile-worker'
import { sql } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Db, Tx } from './db.ts'
import { type StoredEvent, toEvent } from './events.ts'

/** Work that happens later, in its own transaction. It may run twice after a crash: it must not matter. */
export interface Job {
  name: string
  run(payload: JobPayload): Promise<void>
}

export interface JobPayload {
  workspaceId: string
  [key: string]: unknown
}

/** Hears events of its types, at least once each, in no promised order. */
export interface Subscriber {
  /** Stable: it is part of the names of waiting jobs. */
  name: string
  on: readonly string[]
  handle(event: StoredEvent): Promise<void>
}

/** A job without workspace, by the clock. */
export interface Timer {
  name: string
  /** Cron pattern in UTC, to the minute. */
  pattern: string
  run(): Promise<void>
}

export interface Chores {
  jobs: Job[]
  subscribers: Subscriber[]
  timers: Timer[]
}

export interface JobLater {
  task: string
  payload?: Record<string, unknown>
  /** Waiting jobs of one key are one job. */
  key?: string
  runAt?: Date
}

/** Asks for a job in the transaction that needs it: it exists if and only if that commits. */
export async function doLater(tx: Tx, { task, payload = {}, key, runAt }: JobLater): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({
      workspace_id: tx.workspaceId,
      task,
      payload: JSON.stringify({ ...payload, workspaceId: tx.workspaceId }),
      job_key: key ?? null,
      run_at: runAt ?? null,
    })
    .execute()
}

const schema = 'jobs'
const batch = 1000

export interface Relay {
  ring(): void
  /** Moves everything that waits; for tests and before stopping. */
  drain(): Promise<number>
  stop(): Promise<void>
  /** When it last went through without an error. */
  lastSuccessAt(): Date | undefined
}

/**
 * Carries the outbox to the job queue in batches: each event to each of its subscribers, each asked job once.
 * Deleting and enqueuing are one transaction, so a relay killed anywhere loses and doubles nothing.
 */
export function startRelay(db: Db, chores: Chores, log: Logger, pollMs = 500): Relay {
  const byType = new Map<string, string[]>()
  for (const subscriber of chores.subscribers)
    for (const type of subscriber.on) byType.set(type, [...(byType.get(type) ?? []), subscriber.name])

  let running: Promise<number> | undefined
  let again = false
  let stopped = false
  let success: Date | undefined

  const drain = async () => {
    let total = 0
    for (;;) {
      const moved = await moveBatch(db, byType)
      total += moved
      success = new Date()
      if (moved < batch) return total
    }
  }
  const ring = () => {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = drain()
      .catch(error => {
        log.error({ error }, 'the relay will try again')
        return 0
      })
      .finally(() => {
        running = undefined
        if (again) {
          again = false
          ring()
        }
      })
  }
  db.onCommit(ring)
  const net = setInterval(ring, pollMs)
  net.unref()
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

async function moveBatch(db: Db, byType: Map<string, string[]>): Promise<number> {
  return db.system.transaction().execute(async tx => {
    const { rows } = await sql<{
      workspace_id: string
      event_id: string | null
      event_type: string | null
      task: string | null
      payload: object | null
      job_key: string | null
      run_at: Date | null
    }>`
      delete from outbox
      where id in (select id from outbox order by id limit ${batch} for update skip locked)
      returning workspace_id, event_id, event_type, task, payload, job_key, run_at`.execute(tx)
    const specs = rows.flatMap(row =>
      row.task
        ? [{ identifier: row.task, payload: row.payload, job_key: row.job_key, run_at: row.run_at }]
        : (byType.get(row.event_type ?? '') ?? []).map(name => ({
            identifier: `on:${name}`,
            payload: { workspaceId: row.workspace_id, eventId: row.event_id },
            job_key: null,
            run_at: null,
          })),
    )
    if (specs.length > 0)
      await sql`
        select jobs.add_jobs(array(
          select row(s.identifier, s.payload, null, s.run_at, null, s.job_key, null, null)::jobs.job_spec
          from json_to_recordset(${JSON.stringify(specs)}::json)
            as s (identifier text, payload json, job_key text, run_at timestamptz)
        ))`.execute(tx)
    return rows.length
  })
}

export interface Worker {
  /** Waits until no job is due; for tests. */
  idle(): Promise<void>
  /** When the queue last answered. */
  lastSuccessAt(): Date | undefined
  stop(): Promise<void>
}

/** Creates the queue's own tables. */
export async function prepareJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, schema, logger: silent })
}

/** Runs jobs, subscribers and timers until stopped. Needs a direct address: it listens. */
export async function startWorker(
  db: Db,
  directUrl: string,
  chores: Chores,
  log: Logger,
  concurrency = 4,
): Promise<Worker> {
  const pool = new pg.Pool({
    connectionString: directUrl,
    max: concurrency + 2,
    application_name: 'boucle jobs',
  })
  pool.on('error', error => log.warn({ error }, 'the job queue lost its connection'))
  pool.on('connect', client => client.on('error', () => {}))
  await prepareJobs(pool)
  const runner: Runner = await run({
    pgPool: pool,
    schema,
    concurrency,
    pollInterval: 1000,
    noHandleSignals: true,
    taskList: taskList(db, chores),
    parsedCronItems: parseCronItems(
      chores.timers.map(timer => ({ task: `timer:${timer.name}`, match: timer.pattern })),
    ),
    logger: graphileLogger(log),
  })
  runner.promise.catch(error => log.error({ error }, 'the job queue stopped'))
  let success: Date | undefined
  for (const sign of ['worker:getJob:empty', 'job:success'] as const)
    runner.events.on(sign, () => {
      success = new Date()
    })
  return {
    lastSuccessAt: () => success,
    async idle() {
      for (;;) {
        const { rows } = await pool.query<{ busy: boolean }>(
          `select exists (select from jobs.jobs where run_at <= now() and attempts < max_attempts) as busy`,
        )
        if (!rows[0]!.busy) return
        await pause(15)
      }
    },
    async stop() {
      await runner.stop().catch(error => log.warn({ error }, 'the job queue did not stop cleanly'))
      await pool.end().catch(() => {})
    },
  }
}

function taskList(db: Db, { jobs, subscribers, timers }: Chores): TaskList {
  const tasks: TaskList = {}
  for (const job of jobs) tasks[job.name] = payload => job.run(payload as JobPayload)
  for (const timer of timers) tasks[`timer:${timer.name}`] = () => timer.run()
  for (const subscriber of subscribers)
    tasks[`on:${subscriber.name}`] = async payload => {
      const { workspaceId, eventId } = payload as { workspaceId: string; eventId: string }
      const row = await db.system
        .selectFrom('events')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', eventId)
        .executeTakeFirst()
      if (row) await subscriber.handle(toEvent(row)) // gone with its workspace: nothing to do
    }
  return tasks
}

const silent = new GraphileLogger(() => () => {})

const graphileLogger = (log: Logger) =>
  new GraphileLogger(() => (level, message, meta) => {
    if (level === 'error') log.error({ job: meta }, message)
    else if (level === 'warning') log.warn({ job: meta }, message)
    else log.debug(message)
  })
