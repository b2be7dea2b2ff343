import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { ownDatabase, startPostgres15, testDatabase } from './testing/postgres.ts'
import { hasPostgres15 } from './testing/postgres-15.ts'

async function ask(url: string, question: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(question)).rows[0]
  } finally {
    await client.end()
  }
}

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

test('the embedded database lowers French capitals and is ready for a move without a pause', async () => {
  const { url } = await testDatabase()
  expect(await ask(url, `select lower('ÉTÉ') as lowered, current_setting('wal_level') as wal`)).toEqual({
    lowered: 'été',
    wal: 'logical',
  })
})

test('the embedded database listens on no network address', async () => {
  const { url } = await testDatabase()
  expect(await ask(url, `select current_setting('listen_addresses') as addresses`)).toEqual({ addresses: '' })
})

test('a test file can have a database that nobody else sees', async () => {
  const mine = await ownDatabase()
  closing.push(mine.drop)
  await ask(mine.url, 'create table only_mine (id integer)')
  const { url } = await testDatabase()
  expect(await ask(url, `select to_regclass('only_mine') as found`)).toEqual({ found: null })
})

test.skipIf(!hasPostgres15())('PostgreSQL 15 starts for the tests that must pass on it', async () => {
  const server = await startPostgres15()
  closing.push(server.stop)
  const row = await ask(
    server.url(),
    `select current_setting('server_version_num')::int as version, lower('É') as lowered`,
  )
  expect(row?.lowered).toBe('é')
  expect(Math.floor(Number(row?.version) / 10_000)).toBe(15)
})
