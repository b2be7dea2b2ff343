import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import {
  Logger as GraphileLogger,
  parseCronItems,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Db } from './db.ts'
import { toEvent } from './events.ts'
import type { Chores, JobPayload } from './jobs.ts'
import { keepJobsInHand } from './jobs-in-hand.ts'

const schema = 'jobs'
/** How long the queue may take, once nothing runs any more, to write down what it did. */
const lastWordsMs = 3000

interface Worker {
  /** True while a job is due or on its way here. */
  isBusy(): Promise<boolean>
  /** Waits until no job is due; for tests. */
  idle(): Promise<void>
  /** When the queue last answered. */
  lastSuccessAt(): Date | undefined
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** Jobs at a time. */
  concurrency?: number
  /** How often the jobs of dead workers are looked for. */
  sweepMs?: number
}

/** Creates the queue's own tables. */
export async function prepareJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, schema, logger: silent })
}

/**
 * Runs jobs, subscribers and timers until stopped. Needs a direct address: it listens, and holds a lock. When the queue
 * gives up, as it does when the database goes away in the middle of a job, it is started again.
 */
export async function startWorker(
  db: Db,
  directUrl: string,
  chores: Chores,
  log: Logger,
  { concurrency = 4, sweepMs }: WorkerOptions = {},
): Promise<Worker> {
  const tasks = taskList(db, chores)
  const first = openPool()
  await prepareJobs(first)

  function openPool() {
    const pool = new pg.Pool({
      connectionString: directUrl,
      max: concurrency + 2,
      application_name: 'boucle jobs',
    })
    pool.on('error', () => {}) // the connection speaks for itself
    pool.on('connect', client => {
      client.on('error', error => log.warn({ error }, 'the job queue lost a connection'))
    })
    return pool
  }

  let success: Date | undefined
  let stopped = false
  const begin = async (pool: pg.Pool) => {
    const events: WorkerEvents = new EventEmitter()
    let inHand: ReturnType<typeof keepJobsInHand> | undefined
    events.on('pool:create', ({ workerPool }) => {
      inHand = keepJobsInHand({ owner: workerPool.id, directUrl, log, ...(sweepMs && { sweepMs }) })
    })
    for (const sign of ['worker:getJob:empty', 'job:success'] as const)
      events.on(sign, () => {
        success = new Date()
      })
    const runner = await run({
      pgPool: pool,
      schema,
      concurrency,
      events,
      pollInterval: 1000,
      noHandleSignals: true,
      taskList: tasks,
      parsedCronItems: parseCronItems(
        chores.timers.map(timer => ({ task: `timer:${timer.name}`, match: timer.pattern })),
      ),
      logger: graphileLogger(log),
      // Without a batch, a job that ends while the database is away raises an error that nobody can catch.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    })
    const ended = Promise.race([runner.promise, outOfHand(events)])
      .catch(error => log.error({ error }, 'the job queue stopped'))
      .then(async () => {
        // What it still has running by itself ends too; not waited for, like connections that may never come back.
        runner.stop().catch(() => {})
        await inHand?.release()
        await Promise.race([pool.end().catch(() => {}), pause(500, undefined, { ref: false })])
      })
    return { runner, ended, pool }
  }

  let current = await begin(first)
  const watch = (async () => {
    for (;;) {
      await current.ended
      while (!stopped) {
        log.warn('the job queue starts again')
        await pause(1000)
        if (stopped) return
        const pool = openPool()
        try {
          current = await begin(pool)
          if (stopped) current.runner.stop().catch(() => {})
          break
        } catch (error) {
          log.error({ error }, 'the job queue did not start')
          pool.end().catch(() => {})
        }
      }
      if (stopped) return await current.ended
    }
  })()

  // One statement, hence one moment: the relay moves a row from the outbox to the queue in one transaction.
  const isBusy = async () => {
    // Between two queues there is nothing to ask, and what waits still waits.
    if (current.pool.ending && !stopped) return true
    const { rows } = await current.pool.query<{ busy: boolean }>(
      `select exists (select from outbox)
         or exists (select from jobs.jobs where run_at <= now() and attempts < max_attempts) as busy`,
    )
    return rows[0]!.busy
  }

  return {
    lastSuccessAt: () => success,
    isBusy,
    async idle() {
      while (await isBusy()) await pause(15)
    },
    async stop() {
      stopped = true
      current.runner.stop().catch(error => log.warn({ error }, 'the job queue did not stop cleanly'))
      await watch
    },
  }
}

/** Resolves some time after the queue gave up or was stopped: it may wait for ever for a database that it lost. */
function outOfHand(events: WorkerEvents): Promise<void> {
  return new Promise(resolve => {
    for (const sign of ['pool:gracefulShutdown:complete', 'pool:gracefulShutdown:error'] as const)
      events.once(sign, () => setTimeout(resolve, lastWordsMs).unref())
  })
}

function taskList(db: Db, { jobs, subscribers, timers }: Chores): TaskList {
  const tasks: TaskList = {}
  const add = (name: string, task: TaskList[string]) => {
    if (tasks[name]) throw new Error(`two jobs are named ${name}`)
    tasks[name] = task
  }
  for (const job of jobs) add(job.name, payload => job.run(payload as JobPayload))
  for (const timer of timers) add(`timer:${timer.name}`, () => timer.run())
  for (const subscriber of subscribers)
    add(`on:${subscriber.name}`, async payload => {
      const { workspaceId, eventId } = payload as { workspaceId: string; eventId: string }
      const row = await db.system
        .selectFrom('events')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', eventId)
        .executeTakeFirst()
      if (row) await subscriber.handle(toEvent(row)) // gone with its workspace: nothing to do
    })
  return tasks
}

const silent = new GraphileLogger(() => () => {})

const graphileLogger = (log: Logger) =>
  new GraphileLogger(() => (level, message, meta) => {
    if (level === 'error') log.error({ job: meta }, message)
    else if (level === 'warning') log.warn({ job: meta }, message)
    else log.debug(message)
  })
