import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { type Db, openDb } from './db.ts'
import { createIds } from './ids.ts'
import { testDatabase } from './testing/postgres.ts'
import { sayTogether } from './together.ts'

let db: Db
let appUrl: string
const workspaceId = createIds(systemClock)()
beforeAll(async () => {
  const database = await testDatabase()
  appUrl = database.appUrl
  db = openDb({ appUrl: database.appUrl, systemUrl: database.url, size: 2 })
})
afterAll(() => db.close())

/** A connection that tells what it is told to say. */
async function aConnection() {
  const client = new pg.Client({ connectionString: appUrl, pipeline: true })
  await client.connect()
  const said: unknown[] = []
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
  client.query = ((...args: unknown[]) => {
    said.push(args[0])
    return query(...args)
  }) as typeof client.query
  sayTogether(client as unknown as pg.PoolClient)
  return { client, said }
}

test('a beginning is said with the first statement, and counts for it', async () => {
  const { client, said } = await aConnection()
  await client.query("begin; set local app.workspace_id = 'here'")
  expect(said).toEqual([])
  const { rows } = await client.query(
    "select current_setting('app.workspace_id') as place, txid_current_if_assigned() is null as idle",
  )
  expect(rows).toEqual([{ place: 'here', idle: true }])
  expect(said).toHaveLength(2)
  await client.query('commit')
  const after = await client.query("select current_setting('app.workspace_id', true) as place")
  expect(after.rows).toEqual([{ place: '' }])
  await client.end()
})

test('a transaction that asked nothing and is given up never began', async () => {
  const { client, said } = await aConnection()
  await client.query('begin')
  await client.query('rollback')
  expect(said).toEqual([])
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await client.end()
})

test('a beginning that fails fails the first statement, and the connection goes on', async () => {
  const { client } = await aConnection()
  await client.query('begin; set local no_such_thing to 1')
  await expect(client.query('select 1')).rejects.toThrow('no_such_thing')
  await client.query('rollback')
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await client.end()
})

test('what is written last and refused is not committed, though the commit was said with it', async () => {
  const id = createIds(systemClock)()
  const write = db.inWorkspace(workspaceId, async tx => {
    tx.soon!.insert('outbox', { workspace_id: workspaceId, task: 'first', payload: '{}' })
    for (const name of ['one', 'two'])
      tx.soon!.insert('event_details', { workspace_id: workspaceId, event_id: id, data: name })
  })
  await expect(write).rejects.toThrow()
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from outbox where workspace_id = ${workspaceId}`.execute(db.system)
  expect(rows[0]!.count).toBe(0)
  expect(await db.inWorkspace(workspaceId, async tx => (await sql`select 1`.execute(tx)).rows.length)).toBe(1)
})

test('transactions that ask nothing at all commit', async () => {
  await expect(db.inWorkspace(workspaceId, async () => 'nothing')).resolves.toBe('nothing')
})
