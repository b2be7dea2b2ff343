import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FeedItem, feedAfter } from './events.ts'
import { createLiveFeed, type LiveFeed } from './live.ts'
import { applicationPassword, migrate } from './migrate.ts'
import { eventually, feedOf, type Node, openNode, silentLog, writeBurst, writeMany } from './testing/feed.ts'
import {
  addressesOf,
  type OwnDatabase,
  ownDatabase,
  startPostgres15,
  type TestDatabase,
  testSecretKey,
} from './testing/postgres.ts'
import { hasPostgres15 } from './testing/postgres-15.ts'

const burst = { writers: 16, transactionsEach: 40, heldChance: 0.1, heldMs: 200, rollbackChance: 0.1 }

/** Follows a workspace and keeps what it hears. */
async function ear(feed: LiveFeed, workspaceId: string) {
  const heard: FeedItem[] = []
  const following = await feed.follow(workspaceId, events => {
    heard.push(...events)
  })
  return { heard, ...following }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n + 1)

describe('on the embedded PostgreSQL', () => {
  let database: OwnDatabase
  const nodes: Node[] = []
  const feeds: LiveFeed[] = []
  const aNode = () => {
    const node = openNode(database, 20)
    nodes.push(node)
    const feed = createLiveFeed(node.db, silentLog, 50)
    feeds.push(feed)
    return { ...node, feed }
  }
  beforeAll(async () => {
    database = await ownDatabase()
  })
  afterAll(async () => {
    await Promise.all(feeds.map(feed => feed.stop()))
    await Promise.all(nodes.map(node => node.close()))
    await database.drop()
  })

  test('16 writers, slow and rolled back transactions, two nodes: nothing missed, nothing twice, in order', () =>
    manyWriters(aNode(), aNode()))

  test('who joins while others write hears everything after the number they are given', async () => {
    const { feed, db, recordEvent, newId, close } = aNode()
    const workspaceId = newId()
    const writing = writeBurst({ db, recordEvent, newId, close }, workspaceId, burst)
    const ears = []
    for (let n = 0; n < 12; n++) {
      await pause(20)
      ears.push(await ear(feed, workspaceId))
    }
    const { written } = await writing
    for (const { heard, from } of ears) {
      await eventually('the last event is heard', () => heard.at(-1)?.seq === written.length)
      expect(heard.map(({ seq }) => seq)).toEqual(numbers(from, written.length))
    }
    expect(new Set(ears.map(({ from }) => from)).size).toBeGreaterThan(3)
  })

  test('what a commit of this node brings along needs no reading, unless others wrote in between', async () => {
    const { feed, ...node } = aNode()
    const workspaceId = node.newId()
    const { heard } = await ear(feed, workspaceId)
    let reads = 0
    node.db.pools.system.on('acquire', () => {
      reads += 1
    })
    await feed.stop() // no poll: only what rings
    const still = createLiveFeed(node.db, silentLog, 3_600_000)
    const { heard: here } = await ear(still, workspaceId)
    reads = 0
    for (let n = 0; n < 20; n++) await writeMany(node, workspaceId, 2)
    await eventually('all is heard', () => here.length === 40)
    expect(reads).toBe(0)
    await writeMany(openOther(), workspaceId, 1)
    await writeMany(node, workspaceId, 1)
    await eventually('the gap is filled', () => here.length === 42)
    expect(reads).toBe(1)
    expect(here.map(({ seq }) => seq)).toEqual(numbers(0, 42))
    expect(heard).toEqual([])
    await still.stop()
  })

  test('workspaces are counted apart and heard apart', async () => {
    const { feed, ...node } = aNode()
    const [one, other] = [node.newId(), node.newId()]
    const [here, there] = [await ear(feed, one), await ear(feed, other)]
    await Promise.all([writeMany(node, one, 700), writeMany(node, other, 3)])
    await eventually('both are heard', () => here.heard.length === 700 && there.heard.length === 3)
    expect(here.heard.map(({ seq }) => seq)).toEqual(numbers(0, 700))
    expect(there.heard.every(({ workspaceId }) => workspaceId === other)).toBe(true)
  })

  test('who has stopped hears nothing more, and whoever follows after them hears everything', async () => {
    const { feed, ...node } = aNode()
    const workspaceId = node.newId()
    const gone = await ear(feed, workspaceId)
    gone.stop()
    const next = await ear(feed, workspaceId)
    gone.stop() // twice does no harm to the others
    await writeMany(node, workspaceId, 2)
    await eventually('the second is heard', () => next.heard.length === 2)
    expect(gone.heard).toEqual([])
  })

  test('a listener that fails does not keep the news from the others', async () => {
    const { feed, ...node } = aNode()
    const workspaceId = node.newId()
    await feed.follow(workspaceId, () => Promise.reject(new Error('broken')))
    const { heard } = await ear(feed, workspaceId)
    await writeMany(node, workspaceId, 1)
    await writeMany(node, workspaceId, 1)
    await eventually('both are heard', () => heard.length === 2)
  })

  test('a feed whose connections are cut reads on where it was', async () => {
    const { feed, ...node } = aNode()
    const workspaceId = node.newId()
    const { heard } = await ear(feed, workspaceId)
    const writing = writeBurst(openOther(), workspaceId, { writers: 4, transactionsEach: 60 })
    const cutter = openOther()
    for (let cut = 0; cut < 5; cut++) {
      await pause(20)
      await cutter.db.pools.system.query(
        `select pg_terminate_backend(a.pid) from pg_stat_activity a
        where a.datname = current_database() and a.usename <> 'boucle_app' and a.pid <> pg_backend_pid()
          and a.query like '%feed%'`,
      )
    }
    const { written } = await writing
    await eventually('all is heard', () => heard.length >= written.length)
    expect(heard.map(({ seq }) => seq)).toEqual(numbers(0, written.length))
  })

  test('who was away an hour reads on, page by page, from their own number', async () => {
    const node = openOther()
    const workspaceId = node.newId()
    await writeMany(node, workspaceId, 5)
    await writeBurst(node, workspaceId, { writers: 4, transactionsEach: 100 })
    const all = await feedOf(node.db, workspaceId)
    const read: number[] = []
    for (let place = 5; ; ) {
      const { events, upTo } = await feedAfter(node.db.system, workspaceId, place, 77)
      read.push(...events.map(({ seq }) => seq))
      if (upTo === place) break
      place = upTo
    }
    expect(read).toEqual(numbers(5, all.length))
  })

  function openOther() {
    const node = openNode(database)
    nodes.push(node)
    return node
  }
})

describe.skipIf(!hasPostgres15())('on PostgreSQL 15', () => {
  test('16 writers, slow and rolled back transactions, two nodes: nothing missed, nothing twice, in order', async () => {
    const server = await startPostgres15()
    try {
      await migrate({ url: server.url(), secretKey: testSecretKey })
      const database: TestDatabase = addressesOf(server.url(), 'boucle')
      expect(new URL(database.appUrl).password).toBe(applicationPassword(testSecretKey))
      const [one, other] = [openNode(database, 20), openNode(database)]
      const feeds = [createLiveFeed(one.db, silentLog), createLiveFeed(other.db, silentLog)] as const
      await manyWriters({ ...one, feed: feeds[0] }, { ...other, feed: feeds[1] })
      for (const feed of feeds) await feed.stop()
      await Promise.all([one.close(), other.close()])
    } finally {
      await server.stop()
    }
  })
})

async function manyWriters(here: Node & { feed: LiveFeed }, there: Node & { feed: LiveFeed }) {
  const workspaceId = here.newId()
  const ears = [await ear(here.feed, workspaceId), await ear(there.feed, workspaceId)]
  const { written, rolledBack } = await writeBurst(here, workspaceId, burst)
  expect(rolledBack).toBeGreaterThan(10)

  const feed = await feedOf(here.db, workspaceId)
  expect(feed.map(({ seq }) => seq)).toEqual(numbers(0, written.length))
  expect(new Set(feed.map(({ event_id }) => event_id))).toEqual(new Set(written.map(({ id }) => id)))

  const stored = await feedAfter(here.db.system, workspaceId, 0, 10_000)
  for (const { heard } of ears) {
    await eventually('all is heard', () => heard.length >= written.length)
    expect(heard).toEqual(stored.events) // also what was handed on without being read back
    expect(heard.map(({ seq, id }) => ({ seq, event_id: id }))).toEqual(feed)
    for (let writer = 0; writer < burst.writers; writer++) {
      const counts = heard.filter(({ data }) => data.writer === writer).map(({ data }) => data.count)
      expect(counts).toEqual(numbers(-1, counts.length - 1))
    }
  }
}
