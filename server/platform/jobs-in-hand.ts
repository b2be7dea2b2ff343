import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'

/** First half of the advisory locks that say which workers live; the second is made from the worker's name. */
const family = 4401

interface InHand {
  /** Name under which a worker takes its jobs. */
  owner: string
  directUrl: string
  log: Logger
  sweepMs?: number
}

/**
 * Says that a worker lives, by a lock that ends with its connection, and gives back the jobs of workers whose lock is gone:
 * the queue itself would leave the jobs of a killed process alone for four hours.
 */
export function keepJobsInHand({ owner, directUrl, log, sweepMs = 10_000 }: InHand) {
  const ended = new AbortController()
  const running = (async () => {
    while (!ended.signal.aborted) {
      await withConnection(async client => {
        await client.query('select pg_advisory_lock($1, hashtext($2))', [family, owner])
        while (!ended.signal.aborted) {
          await rest(Math.min(2500, sweepMs))
          await giveBackOrphans(client)
          await rest(sweepMs)
        }
      }).catch(error => log.warn({ error }, 'the jobs in hand are watched again soon'))
      await rest(500)
    }
  })()
  return {
    async release(): Promise<void> {
      ended.abort()
      await running
    },
  }

  async function withConnection(work: (client: pg.Client) => Promise<void>) {
    const client = new pg.Client({ connectionString: directUrl, application_name: 'boucle jobs in hand' })
    const lost = new Promise<never>((_, reject) => client.on('error', reject))
    lost.catch(() => {}) // it may come when nobody waits any more
    try {
      await client.connect()
      await Promise.race([work(client), lost])
    } finally {
      await client.end().catch(() => {})
    }
  }

  async function giveBackOrphans(client: pg.Client) {
    // Two seconds of grace: a worker that has just begun may not have its lock yet.
    const { rows } = await client.query<{ owner: string }>(
      `select distinct locked_by as owner from jobs._private_jobs
      where locked_at < now() - interval '2 seconds' and locked_by <> $1`,
      [owner],
    )
    for (const { owner: other } of rows) {
      const { rows: locks } = await client.query<{ dead: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as dead',
        [family, other],
      )
      if (!locks[0]!.dead) continue
      await client.query('select jobs.force_unlock_workers($1)', [[other]])
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [family, other])
      log.warn({ worker: other }, 'the jobs of a worker that died are given back')
    }
  }

  async function rest(ms: number) {
    await pause(ms, undefined, { signal: ended.signal, ref: false }).catch(() => {})
  }
}
