import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Db, openDb, type Tx } from './db.ts'
import { createRecordEvent, system } from './events.ts'
import { createIds } from './ids.ts'
import { testDatabase } from './testing/postgres.ts'
import { insertSoon, writeSoon } from './writes.ts'

let db: Db
const newId = createIds({ now: () => new Date() })
const recordEvent = createRecordEvent(newId, () => new Date())

beforeAll(async () => {
  const { url, appUrl } = await testDatabase()
  db = openDb({ appUrl, systemUrl: url })
})
afterAll(() => db.close())

async function aWorkspace(): Promise<string> {
  const id = newId()
  await db.system
    .insertInto('workspaces')
    .values({ id, slug: `w-${id}`, name: 'W', language: 'fr', time_zone: 'Europe/Paris' })
    .execute()
  return id
}
const tag = (workspace_id: string, name: string) => ({ workspace_id, id: newId(), name })
const tagsOf = async (workspace: string) =>
  (await db.system.selectFrom('tags').select('name').where('workspace_id', '=', workspace).execute())
    .map(row => row.name)
    .sort()

test('rows of several tables are there for the next question and after the commit, events in their order', async () => {
  const workspace = await aWorkspace()
  const seen = await db.inWorkspace(workspace, async tx => {
    await insertSoon(tx, 'tags', tag(workspace, 'un'))
    await recordEvent(tx, { type: 'test.first', actor: system, subject: { kind: 'a', id: newId() } })
    await insertSoon(tx, 'tags', tag(workspace, 'deux'))
    await recordEvent(tx, { type: 'test.second', actor: system, subject: { kind: 'a', id: newId() } })
    const rows = await tx.selectFrom('tags').select('name').where('workspace_id', '=', workspace).execute()
    await recordEvent(tx, {
      type: 'test.third',
      actor: system,
      subject: { kind: 'a', id: newId() },
      details: { name: 'Zoé' },
    })
    return rows.map(row => row.name).sort()
  })
  expect(seen).toEqual(['deux', 'un'])
  expect(await tagsOf(workspace)).toEqual(['deux', 'un'])
  const feed = await db.system
    .selectFrom('feed')
    .innerJoin('events', join =>
      join.onRef('events.workspace_id', '=', 'feed.workspace_id').onRef('events.id', '=', 'feed.event_id'),
    )
    .select(['feed.seq', 'events.type'])
    .where('feed.workspace_id', '=', workspace)
    .orderBy('feed.seq')
    .execute()
  expect(feed).toEqual([
    { seq: 1, type: 'test.first' },
    { seq: 2, type: 'test.second' },
    { seq: 3, type: 'test.third' },
  ])
})

test('a transaction that fails keeps nothing of what it would have written', async () => {
  const workspace = await aWorkspace()
  await expect(
    db.inWorkspace(workspace, async tx => {
      await insertSoon(tx, 'tags', tag(workspace, 'jamais'))
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(await tagsOf(workspace)).toEqual([])
})

test('what the database refuses fails the transaction, at the latest when it commits', async () => {
  const workspace = await aWorkspace()
  const other = await aWorkspace()
  await expect(
    db.inWorkspace(workspace, tx => insertSoon(tx, 'tags', tag(other, 'ailleurs'))),
  ).rejects.toMatchObject({ code: '42501' })
  await expect(
    db.inWorkspace(workspace, async tx => {
      await insertSoon(tx, 'tags', tag(workspace, 'double'))
      await insertSoon(tx, 'tags', tag(workspace, 'double'))
    }),
  ).rejects.toMatchObject({ code: '23505' })
  expect([...(await tagsOf(workspace)), ...(await tagsOf(other))]).toEqual([])
})

test('rows with other columns than their neighbours keep their defaults', async () => {
  const workspace = await aWorkspace()
  const at = new Date('2026-01-02T03:04:05Z')
  await db.inWorkspace(workspace, async tx => {
    await insertSoon(tx, 'tags', { ...tag(workspace, 'daté'), created_at: at })
    await insertSoon(tx, 'tags', tag(workspace, 'maintenant'))
  })
  const rows = await db.system
    .selectFrom('tags')
    .select(['name', 'created_at'])
    .where('workspace_id', '=', workspace)
    .orderBy('name')
    .execute()
  expect(rows[0]).toEqual({ name: 'daté', created_at: at })
  expect(rows[1]!.created_at.getTime()).toBeGreaterThan(at.getTime())
})

test('questions asked together in one transaction all see what was written before', async () => {
  const workspace = await aWorkspace()
  const counts = await db.inWorkspace(workspace, async tx => {
    await insertSoon(tx, 'tags', tag(workspace, 'un'))
    const ask = () => tx.selectFrom('tags').select('id').where('workspace_id', '=', workspace).execute()
    return (await Promise.all([ask(), ask(), ask()])).map(rows => rows.length)
  })
  expect(counts).toEqual([1, 1, 1])
})

test('questions asked together, and what was written before them, are on their way before the first answer', async () => {
  const { url, appUrl } = await testDatabase()
  const own = openDb({ appUrl, systemUrl: url })
  const told: string[] = []
  own.pools.app.on('connect', client => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
    client.query = ((...args: unknown[]) => {
      told.push('said')
      return query(...args).finally(() => told.push('answered'))
    }) as typeof client.query
  })
  const workspace = newId()
  await own.inWorkspace(workspace, async tx => {
    const ask = () => sql`select 1`.execute(tx)
    await ask()
    told.length = 0
    await writeSoon(tx, ask)
    await Promise.all([ask(), ask()])
  })
  expect(told.slice(0, 6)).toEqual(['said', 'said', 'said', 'answered', 'answered', 'answered'])
  await own.close()
})

test('what nobody waits for is done before the next question, after the rows, in the order it came', async () => {
  const workspace = await aWorkspace()
  const rename = (tx: Tx, from: string, to: string) => () =>
    tx
      .updateTable('tags')
      .set({ name: to })
      .where('workspace_id', '=', workspace)
      .where('name', '=', from)
      .execute()
  const seen = await db.inWorkspace(workspace, async tx => {
    await writeSoon(tx, rename(tx, 'un', 'deux'))
    await insertSoon(tx, 'tags', tag(workspace, 'un'))
    await writeSoon(tx, rename(tx, 'deux', 'trois'))
    return (await tx.selectFrom('tags').select('name').where('workspace_id', '=', workspace).execute()).map(
      ({ name }) => name,
    )
  })
  expect(seen).toEqual(['trois'])
  await db.inWorkspace(workspace, tx => writeSoon(tx, rename(tx, 'trois', 'quatre')))
  expect(await tagsOf(workspace)).toEqual(['quatre'])
})

test('what nobody waited for and the database refuses fails the question that follows, and keeps nothing', async () => {
  const workspace = await aWorkspace()
  await expect(
    db.inWorkspace(workspace, async tx => {
      await insertSoon(tx, 'tags', tag(workspace, 'perdu'))
      await writeSoon(tx, () => sql`select 1 / 0`.execute(tx))
      return sql`select 1`.execute(tx)
    }),
  ).rejects.toMatchObject({ code: '22012' })
  expect(await tagsOf(workspace)).toEqual([])
})
