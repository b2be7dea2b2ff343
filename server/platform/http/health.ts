import type { FastifyPluginAsync } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { sql } from 'kysely'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Db } from '../db.ts'

export interface HealthOptions {
  db: Db
  /** When each part that runs beside requests last went round without an error. */
  parts: () => { jobs: Date | undefined; relay: Date | undefined; mail: Date | undefined }
  now: () => Date
  /** Desks connected to this node. */
  screens: () => number
}

/** A part that has not gone round for this long is not ready. */
const patienceMs = 30_000

/** `/healthz`: the process answers. `/readyz`: database, jobs, relay and mail work. `/metrics` for Prometheus. */
export function healthPlugin({ db, parts, now, screens }: HealthOptions): FastifyPluginAsync {
  // Not a room of its own: its hook hears the requests of every other plugin.
  return fastifyPlugin(async app => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const durations = new Histogram({
      name: 'boucle_http_request_duration_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    })
    const failures = new Counter({
      name: 'boucle_http_failures_total',
      help: 'Requests that failed on our side',
      registers: [registry],
    })
    new Gauge({
      name: 'boucle_waiting',
      help: 'What waits to be done: rows for the relay, jobs that are due, mails to understand, mails to send',
      labelNames: ['for'],
      registers: [registry],
      async collect() {
        for (const [label, count] of Object.entries(await waiting(db))) this.set({ for: label }, count)
      },
    })
    new Gauge({
      name: 'boucle_screens',
      help: 'Desks connected to this node',
      registers: [registry],
      collect() {
        this.set(screens())
      },
    })
    app.addHook('onResponse', async (request, reply) => {
      const route = request.contractRoute ?? request.routeOptions.url ?? 'none'
      durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
      if (reply.statusCode >= 500) failures.inc()
    })

    app.get('/healthz', async () => ({ ok: true }))
    app.get('/readyz', async (_request, reply) => {
      const checks = await readiness()
      const ready = Object.values(checks).every(Boolean)
      return reply.status(ready ? 200 : 503).send({ ready, ...checks })
    })
    app.get('/metrics', async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    )

    async function readiness() {
      const { jobs, relay, mail } = parts()
      const recent = (at: Date | undefined) => at !== undefined && now().getTime() - at.getTime() < patienceMs
      const database = await sql`select 1`.execute(db.system).then(
        () => true,
        () => false,
      )
      return { database, jobs: recent(jobs), relay: recent(relay), mail: recent(mail) }
    }
  })
}

async function waiting(db: Db) {
  const { rows } = await sql<{ relay: number; jobs: number; reading: number; sending: number }>`
    select (select count(*) from outbox) as relay,
      (select count(*) from jobs.jobs where run_at <= now() and attempts < max_attempts) as jobs,
      (select count(*) from receipts where state = 'stored') as reading,
      (select count(*) from deliveries where state in ('queued', 'sending') and next_attempt_at <= now()) as sending
  `.execute(db.system)
  return rows[0]!
}
