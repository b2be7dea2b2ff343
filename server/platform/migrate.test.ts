import { readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { startEmbeddedPostgres } from './postgres.ts'
import type { RunningPostgres } from './postgres-server.ts'
import {
  addressesOf,
  emptyDatabase,
  quietLog,
  startPostgres15,
  type TestDatabase,
  testSecretKey,
} from './testing/postgres.ts'
import { hasPostgres15 } from './testing/postgres-15.ts'

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

async function emptyOn18(): Promise<TestDatabase> {
  const database = await emptyDatabase()
  closing.push(database.drop)
  return database
}

async function emptyOn15(): Promise<TestDatabase> {
  const server = await startPostgres15()
  closing.push(server.stop)
  return addressesOf(server.url(), 'boucle')
}

async function ask(url: string, question: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(question)).rows
  } finally {
    await client.end()
  }
}

const files = readdirSync(new URL('../../migrations/', import.meta.url)).sort()

const servers: [string, () => Promise<TestDatabase>, boolean][] = [
  ['the embedded PostgreSQL 18', emptyOn18, true],
  ['PostgreSQL 15', emptyOn15, hasPostgres15()],
]

describe.for(servers)('on %s', ([, empty, isThere]) => {
  test.skipIf(!isThere)(
    'every migration applies once, in order, and lets the role of requests in',
    async () => {
      const { url, appUrl } = await empty()
      expect(await migrate({ url, secretKey: testSecretKey })).toEqual(files)
      expect(await migrate({ url, secretKey: testSecretKey })).toEqual([])
      expect(await ask(appUrl, 'select current_user as who, count(*)::int as seen from workspaces')).toEqual([
        { who: 'boucle_app', seen: 0 },
      ])
    },
  )

  test.skipIf(!isThere)('two programs that migrate at once do not get in each other’s way', async () => {
    const { url } = await empty()
    const both = await Promise.all([1, 2].map(() => migrate({ url, secretKey: testSecretKey })))
    expect(both.flat().sort()).toEqual(files)
  })
})

/** A server on which nobody has made our roles yet, and a database whose owner is not its superuser. */
async function ownedByAPlainRole(server: RunningPostgres): Promise<TestDatabase> {
  closing.push(server.stop)
  await ask(server.url('postgres'), `create role operator login createrole nosuperuser password 'secret'`)
  await ask(server.url('postgres'), 'create database care owner operator')
  const url = new URL(server.url('care'))
  url.username = 'operator'
  url.password = 'secret'
  return { ...addressesOf(server.url(), 'care'), url: url.href }
}

async function fresh18(): Promise<RunningPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'boucle-fresh-'))
  await chmod(dataDir, 0o711)
  closing.push(() => rm(dataDir, { recursive: true, force: true }))
  return startEmbeddedPostgres({ dataDir, log: quietLog, durable: false })
}

const freshServers: [string, () => Promise<RunningPostgres>, boolean][] = [
  ['the embedded PostgreSQL 18', fresh18, true],
  ['PostgreSQL 15', startPostgres15, hasPostgres15()],
]

test.for(freshServers)(
  'an operator’s own database on %s needs no superuser, only a role that may make roles',
  async ([, start, isThere], { skip }) => {
    skip(!isThere)
    const { url, appUrl } = await ownedByAPlainRole(await start())
    expect(await migrate({ url, secretKey: testSecretKey })).toEqual(files)
    expect(await ask(appUrl, 'select current_user as who')).toEqual([{ who: 'boucle_app' }])
  },
)

test('a migration that was changed after it had been applied stops the start', async () => {
  const { url } = await emptyOn18()
  await migrate({ url, secretKey: testSecretKey })
  await ask(url, `update migrations set sha256 = 'another' where name = '${files[0]}'`)
  await expect(migrate({ url, secretKey: testSecretKey })).rejects.toThrow(
    `Migration ${files[0]} was changed after it had been applied.`,
  )
})

test('every table of a workspace hides its rows from the role of requests', async () => {
  const { url } = await emptyOn18()
  await migrate({ url, secretKey: testSecretKey })
  const open = await ask(
    url,
    `select c.relname as table
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relnamespace = 'public'::regnamespace
        and c.relkind in ('r', 'p') and not c.relispartition
        and has_table_privilege('boucle_app', c.oid, 'select')
        and not (c.relrowsecurity and c.relforcerowsecurity)`,
  )
  expect(open).toEqual([])
  await ask(url, 'select ensure_partitions(now(), now())')
  const partitions = await ask(
    url,
    `select count(*)::int as made,
            count(*) filter (
              where has_table_privilege('boucle_app', c.oid, 'select, insert, update, delete')
            )::int as open
       from pg_class c where c.relispartition and c.relkind = 'r'`,
  )
  expect(partitions[0]?.made).toBeGreaterThan(0)
  expect(partitions[0]?.open).toBe(0)
})

test('every month gathers the words of its messages, those that come later too', async () => {
  const { url } = await emptyOn18()
  await migrate({ url, secretKey: testSecretKey })
  await ask(url, `select ensure_partitions(now(), now() + interval '8 months')`)
  const months = await ask(
    url,
    `select count(*)::int as all, count(*) filter (where c.reloptions @> array['fastupdate=on'])::int as gathering
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'message_search_words'::regclass`,
  )
  expect(months[0]?.all).toBeGreaterThan(8)
  expect(months[0]?.gathering).toBe(months[0]?.all)
})
