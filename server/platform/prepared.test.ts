import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import pgCopy from 'pg-copy-streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from './db.ts'
import { type Node, openNode } from './testing/feed.ts'
import { type OwnDatabase, ownDatabase } from './testing/postgres.ts'

let database: OwnDatabase
let node: Node
beforeAll(async () => {
  database = await ownDatabase()
  node = openNode(database, 1) // one connection: what it keeps can be counted
  await sql`create table things (id int primary key, name text)`.execute(node.db.system)
  await sql`grant select, insert on things to boucle_app`.execute(node.db.system)
})
afterAll(async () => {
  await node.close()
  await database.drop()
})

const workspaceId = '01900000-0000-7000-8000-000000000001'
const kept = async ({ db }: Pick<Node, 'db'>) => {
  const { rows } = await db.pools.app.query<{ statement: string }>(
    'select statement from pg_prepared_statements',
  )
  return rows.map(({ statement }) => statement)
}

test('a statement that comes again and again is kept by the connection; one of a question is not', async () => {
  for (let n = 0; n < 6; n++) {
    await node.db.inWorkspace(workspaceId, async tx => {
      await sql`insert into things values (${n}, 'thing')`.execute(tx)
    })
    await node.db.readWorkspace(workspaceId, tx => sql`select * from things where id = ${n}`.execute(tx))
  }
  expect(await kept(node)).toEqual([`insert into things values ($1, 'thing')`])
})

test('statements that are never the same fill no memory', async () => {
  const before = (await kept(node)).length
  for (let n = 1; n < 30; n++)
    await node.db.inWorkspace(workspaceId, tx =>
      sql`select * from things where id in (${sql.join(Array.from({ length: n }, (_, id) => id))})`.execute(
        tx,
      ),
    )
  expect(await kept(node)).toHaveLength(before)
})

test('a column that comes while the program runs breaks nothing', async () => {
  const read = () =>
    node.db.inWorkspace(workspaceId, tx => sql<object>`select * from things where id = ${1}`.execute(tx))
  for (let n = 0; n < 6; n++) await read()
  expect(await kept(node)).toContain('select * from things where id = $1')
  await sql`alter table things add column colour text default 'red'`.execute(node.db.system)
  for (let n = 0; n < 3; n++) expect((await read()).rows).toEqual([{ id: 1, name: 'thing', colour: 'red' }])
})

test('behind a pooler nothing is kept', async () => {
  const pooled = openDb({ appUrl: database.appUrl, systemUrl: database.url, size: 1, isPooled: true })
  for (let n = 0; n < 6; n++)
    await pooled.inWorkspace(workspaceId, tx => sql`select * from things where id = ${n}`.execute(tx))
  expect(await kept({ db: pooled })).toEqual([])
  await pooled.close()
})

test('a stream goes through as it came', async () => {
  const client = await node.db.pools.system.connect()
  const stream = client.query(pgCopy.from('copy things (id, name) from stdin'))
  await pipeline(
    (async function* () {
      yield '100\tfrom a stream\n'
    })(),
    stream,
  )
  client.release()
  const { rows } = await sql<object>`select name from things where id = 100`.execute(node.db.system)
  expect(rows).toEqual([{ name: 'from a stream' }])
})
