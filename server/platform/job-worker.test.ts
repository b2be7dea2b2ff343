import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chores, doLater, type JobPayload, prepareJobs, startRelay, startWorker } from './jobs.ts'
import { migrate } from './migrate.ts'
import { startEmbeddedPostgres } from './postgres.ts'
import { eventually, type Node, openNode, silentLog, writeBurst } from './testing/feed.ts'
import { addressesOf, type OwnDatabase, ownDatabase, quietLog, testSecretKey } from './testing/postgres.ts'

let database: OwnDatabase
let node: Node
beforeAll(async () => {
  database = await ownDatabase()
  node = openNode(database)
  await prepareJobs(node.db.pools.system)
})
afterAll(async () => {
  await node.close()
  await database.drop()
})

const nothing: Chores = { jobs: [], subscribers: [], timers: [] }

/** Relay and jobs of one node, until the returned function is called. */
async function runChores({ db }: Node, url: string, chores: Partial<Chores>) {
  const all = { ...nothing, ...chores }
  const relay = startRelay(db, all, silentLog, 50)
  const worker = await startWorker(db, url, all, silentLog, { sweepMs: 500 })
  return {
    worker,
    async stop() {
      await relay.stop()
      await worker.stop()
    },
  }
}

test('a subscriber that was away an hour hears everything that happened meanwhile, once', async () => {
  const workspaceId = node.newId()
  const { written } = await writeBurst(node, workspaceId, {
    writers: 8,
    transactionsEach: 15,
    rollbackChance: 0.2,
  })
  const anHourAgo = startRelay(node.db, { ...nothing, subscribers: [ear().subscriber] }, silentLog)
  await anHourAgo.drain()
  await anHourAgo.stop()
  await sql`update jobs._private_jobs set run_at = run_at - interval '1 hour'`.execute(node.db.system)

  const { subscriber, heard } = ear()
  const { worker, stop } = await runChores(node, database.url, { subscribers: [subscriber] })
  await eventually('all is heard', () => heard.length >= written.length)
  await worker.idle()
  await stop()
  expect(heard.toSorted()).toEqual(written.map(({ id }) => id).toSorted())
  expect(worker.lastSuccessAt()).toBeInstanceOf(Date)

  function ear() {
    const heard: string[] = []
    const subscriber = {
      name: 'ear',
      on: ['test.happened'],
      handle: async (event: { id: string }) => void heard.push(event.id),
    }
    return { subscriber, heard }
  }
})

test('a job that failed is done again later, with its workspace in hand', async () => {
  const workspaceId = node.newId()
  const attempts: JobPayload[] = []
  const stubborn = {
    name: 'stubborn',
    async run(payload: JobPayload) {
      attempts.push(payload)
      if (attempts.length === 1) throw new Error('not yet')
    },
  }
  const { stop } = await runChores(node, database.url, { jobs: [stubborn] })
  await node.db.inWorkspace(workspaceId, tx => doLater(tx, { task: 'stubborn', payload: { n: 1 } }))
  await eventually('it was tried again', () => attempts.length === 2, 15_000)
  await stop()
  expect(attempts).toEqual([
    { n: 1, workspaceId },
    { n: 1, workspaceId },
  ])
})

test('two jobs of one name stop the start', async () => {
  const job = { name: 'same', run: async () => {} }
  await expect(
    startWorker(node.db, database.url, { ...nothing, jobs: [job, job] }, silentLog),
  ).rejects.toThrow('two jobs are named same')
})

test('the job of a process that was killed is taken up by another within seconds, not hours', async () => {
  await sql`create table attempts (workspace_id uuid, by_whom text)`.execute(node.db.system)
  const workspaceId = node.newId()
  await node.db.inWorkspace(workspaceId, tx => doLater(tx, { task: 'slow' }))
  const relay = startRelay(node.db, { ...nothing, jobs: [{ name: 'slow', run: async () => {} }] }, silentLog)
  await relay.drain()
  await relay.stop()

  const script = new URL('testing/worker-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, 'worker', database.url, database.appUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const attempts = async () =>
    (await sql<{ by_whom: string }>`select by_whom from attempts`.execute(node.db.system)).rows.length
  await eventually('the other process took it', async () => (await attempts()) === 1)
  const done: JobPayload[] = []
  const { stop } = await runChores(node, database.url, {
    jobs: [{ name: 'slow', run: async payload => void done.push(payload) }],
  })
  await pause(3500)
  expect(done).toEqual([]) // it lives: nobody takes its job away
  child.kill('SIGKILL')
  await once(child, 'exit')
  await eventually('this process takes it up', () => done.length === 1, 15_000)
  await stop()
}, 40_000)

test('a database that dies in the middle of a job is no end: the job is done again, and new ones too', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'boucle-jobs-'))
  await chmod(dataDir, 0o711)
  const start = () => startEmbeddedPostgres({ dataDir, log: quietLog })
  let server = await start()
  await migrate({ url: server.url(), secretKey: testSecretKey })
  const away = openNode(addressesOf(server.url(), 'boucle'))
  const workspaceId = node.newId()
  const done: unknown[] = []
  let begun = 0
  const { worker, stop } = await runChores(away, server.url(), {
    jobs: [
      {
        name: 'long',
        async run({ n }) {
          begun += 1
          await pause(400)
          done.push(n)
        },
      },
    ],
  })
  const ask = (n: number) =>
    away.db.inWorkspace(workspaceId, tx => doLater(tx, { task: 'long', payload: { n } }))
  await ask(1)
  await eventually('the job has begun', () => begun === 1)
  await server.stop()
  await pause(1000)
  server = await start()
  await eventually('the database is back', () =>
    ask(2)
      .then(() => true)
      .catch(() => false),
  )
  await worker.idle() // asked while one queue has ended and the next has not begun
  await eventually('the second job is done', () => done.includes(2), 20_000)
  await eventually('the first is done again', () => done.filter(n => n === 1).length === 2, 20_000)
  await stop()
  await away.close()
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
}, 60_000)

test('a queue whose database died under its jobs ends as soon as it is asked to', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'boucle-jobs-'))
  await chmod(dataDir, 0o711)
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog })
  await migrate({ url: server.url(), secretKey: testSecretKey })
  const away = openNode(addressesOf(server.url(), 'boucle'))
  const workspaceId = node.newId()
  let begun = 0
  const { worker, stop } = await runChores(away, server.url(), {
    jobs: [
      {
        name: 'asks',
        async run({ n }) {
          begun += 1
          await pause(300 + Number(n))
          await sql`select 1`.execute(away.db.system)
        },
      },
    ],
  })
  for (let n = 0; n < 8; n++)
    await away.db.inWorkspace(workspaceId, tx =>
      doLater(tx, { task: 'asks', payload: { n: n * 40 }, key: `${n}` }),
    )
  await eventually('four jobs have begun', () => begun >= 4)
  await server.stop()
  await pause(1500)
  const asked = performance.now()
  await Promise.race([worker.stop(), pause(12_000)])
  expect(performance.now() - asked).toBeLessThan(10_000)
  await stop().catch(() => {})
  await away.close()
  await rm(dataDir, { recursive: true, force: true })
}, 60_000)
