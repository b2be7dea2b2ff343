import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chores, doLater, prepareJobs, startRelay } from './jobs.ts'
import { eventually, type Node, openNode, silentLog, writeBurst, writeMany } from './testing/feed.ts'
import { type OwnDatabase, ownDatabase } from './testing/postgres.ts'

let database: OwnDatabase
let node: Node
beforeAll(async () => {
  database = await ownDatabase()
  node = openNode(database, 20)
  await prepareJobs(node.db.pools.system)
})
afterAll(async () => {
  await node.close()
  await database.drop()
})

const hears = (name: string, on = ['test.happened']) => ({ name, on, handle: async () => {} })
const chores: Chores = {
  jobs: [{ name: 'remind', run: async () => {} }],
  subscribers: [hears('first'), hears('second'), hears('deaf', ['test.never'])],
  timers: [],
}

/** What was enqueued for a workspace, in the order of the queue. */
async function enqueued(workspaceId: string) {
  const { rows } = await sql<{ task: string; payload: Record<string, unknown>; key: string | null }>`
    select t.identifier as task, j.payload, j.key
    from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id
    where j.payload ->> 'workspaceId' = ${workspaceId}
    order by j.id`.execute(node.db.system)
  return rows
}

const eventsFor = async (task: string, workspaceId: string) =>
  (await enqueued(workspaceId)).filter(job => job.task === task).map(({ payload }) => payload.eventId)

async function feedIds(workspaceId: string): Promise<string[]> {
  const rows = await node.db.system
    .selectFrom('feed')
    .select('event_id')
    .where('workspace_id', '=', workspaceId)
    .orderBy('seq')
    .execute()
  return rows.map(({ event_id }) => event_id)
}

async function waiting() {
  const { rows } = await sql<{ count: number }>`select count(*) as count from outbox`.execute(node.db.system)
  return rows[0]!.count
}

test('each event reaches each of its subscribers once, in the order of the feed, and nobody else', async () => {
  const workspaceId = node.newId()
  await writeBurst(node, workspaceId, { writers: 16, transactionsEach: 30, heldChance: 0.05, heldMs: 100 })
  const relay = startRelay(node.db, chores, silentLog)
  await relay.drain()
  await relay.stop()
  const ids = await feedIds(workspaceId)
  expect(ids.length).toBeGreaterThan(480)
  expect(await eventsFor('on:first', workspaceId)).toEqual(ids)
  expect(await eventsFor('on:second', workspaceId)).toEqual(ids)
  expect(await enqueued(workspaceId)).toHaveLength(2 * ids.length)
})

test('a commit rings: no poll is waited for', async () => {
  const relay = startRelay(node.db, chores, silentLog, 3_600_000)
  const workspaceId = node.newId()
  await writeMany(node, workspaceId, 1)
  await eventually('the event is enqueued', async () => (await enqueued(workspaceId)).length === 2, 2000)
  expect(relay.lastSuccessAt()).toBeInstanceOf(Date)
  await relay.stop()
})

test('a job asked for in a transaction that is rolled back is never done', async () => {
  const workspaceId = node.newId()
  const work = node.db.inWorkspace(workspaceId, async tx => {
    await doLater(tx, { task: 'remind' })
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  expect(await waiting()).toBe(0)
})

test('jobs of one key are one job, the last asked for, in one batch or in two; other workspaces have their own', async () => {
  const [here, there] = [node.newId(), node.newId()]
  const relay = startRelay(node.db, chores, silentLog, 3_600_000)
  const ask = (workspaceId: string, turn: number) =>
    node.db.inWorkspace(workspaceId, tx =>
      doLater(tx, { task: 'remind', key: 'the same', payload: { turn }, runAt: new Date('2100-01-01') }),
    )
  await node.db.inWorkspace(here, async tx => {
    for (let turn = 0; turn < 3; turn++)
      await doLater(tx, { task: 'remind', key: 'the same', payload: { turn } })
  })
  await relay.drain()
  await ask(here, 3)
  await ask(there, 4)
  await relay.drain()
  await relay.stop()
  expect((await enqueued(here)).map(({ payload }) => payload.turn)).toEqual([3])
  expect((await enqueued(there)).map(({ payload }) => payload.turn)).toEqual([4])
})

test('a job that the queue would refuse is refused where it is asked for', async () => {
  const workspaceId = node.newId()
  const ask = (job: { task: string; key?: string }) =>
    node.db.inWorkspace(workspaceId, tx => doLater(tx, job))
  await expect(ask({ task: 'x'.repeat(129) })).rejects.toThrow('100 characters')
  await expect(ask({ task: 'remind', key: 'x'.repeat(513) })).rejects.toThrow('300')
})

test('a relay that is killed again and again loses nothing and doubles nothing', async () => {
  const workspaceId = node.newId()
  let writing = true
  const writers = (async () => {
    while (writing) {
      await writeMany(node, workspaceId, 400)
      await writeBurst(node, workspaceId, { writers: 4, transactionsEach: 5, rollbackChance: 0.1 })
    }
  })()
  const moved: number[] = []
  for (let life = 0; life < 5; life++) {
    const child = relayElsewhere()
    const before = moved.at(-1) ?? 0
    await eventually('it has begun to move', async () => (await enqueued(workspaceId)).length > before)
    await pause(10 * life)
    child.kill('SIGKILL')
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    moved.push((await enqueued(workspaceId)).length)
  }
  writing = false
  await writers
  await drainAll()
  const ids = await feedIds(workspaceId)
  const first = await eventsFor('on:first', workspaceId)
  expect(moved.at(-1)!).toBeLessThan(2 * ids.length) // the last one did not live to see the end
  expect(first.toSorted()).toEqual(ids.toSorted())
  expect((await eventsFor('on:second', workspaceId)).toSorted()).toEqual(ids.toSorted())
}, 60_000)

test('a relay whose transaction is cut off in the middle loses nothing and doubles nothing', async () => {
  const workspaceId = node.newId()
  const other = openNode(database)
  const relay = startRelay(other.db, chores, silentLog, 5)
  let cuts = 0
  for (let turn = 0; turn < 30; turn++) {
    await writeMany(node, workspaceId, 200)
    const { rows } = await sql<{ cut: boolean }>`
      select pg_terminate_backend(a.pid) as cut from pg_stat_activity a
      where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
        and (a.query like '%outbox%' or a.query like '%add_jobs%')`.execute(node.db.system)
    cuts += rows.length
  }
  await relay.drain().catch(() => {})
  await relay.stop()
  await other.close()
  await drainAll()
  const ids = await feedIds(workspaceId)
  expect(cuts).toBeGreaterThan(0)
  expect((await eventsFor('on:first', workspaceId)).toSorted()).toEqual(ids.toSorted())
}, 60_000)

test('several relays at once share the work without doing any of it twice', async () => {
  const workspaceId = node.newId()
  const others = [openNode(database), openNode(database), openNode(database)]
  const relays = others.map(({ db }) => startRelay(db, chores, silentLog, 5))
  await writeBurst(node, workspaceId, { writers: 16, transactionsEach: 40 })
  await Promise.all(relays.map(relay => relay.drain()))
  await Promise.all(relays.map(relay => relay.stop()))
  await Promise.all(others.map(other => other.close()))
  await drainAll()
  const ids = await feedIds(workspaceId)
  expect((await eventsFor('on:first', workspaceId)).toSorted()).toEqual(ids.toSorted())
})

async function drainAll() {
  const relay = startRelay(node.db, chores, silentLog)
  // A killed relay's rows are locked until the server has noticed that it is gone.
  await eventually('the outbox is empty', async () => {
    await relay.drain()
    return (await waiting()) === 0
  })
  await relay.stop()
}

function relayElsewhere(): ChildProcess {
  const script = new URL('testing/worker-process.ts', import.meta.url).pathname
  return spawn(process.execPath, [script, 'relay', database.url, database.appUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
