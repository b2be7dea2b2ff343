import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '#server/platform/testing/postgres.ts'
import { factsOnly, impersonal, ofTheTeam, personalTables } from './map.ts'

async function ask<Row extends pg.QueryResultRow>(question: string): Promise<Row[]> {
  const { url } = await testDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(question)).rows
  } finally {
    await client.end()
  }
}

const tables = `
  select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and not c.relispartition order by 1`

test('DAT-1: every table has a purpose, or is said to know nobody', async () => {
  const all = (await ask<{ name: string }>(tables)).map(({ name }) => name)
  const placed = [
    ...personalTables.map(({ table }) => table),
    ...Object.keys(factsOnly),
    ...Object.keys(ofTheTeam),
    ...impersonal,
  ]
  expect(all.filter(name => !placed.includes(name))).toEqual([])
  expect(placed.filter(name => !all.includes(name))).toEqual([])
  expect(placed.filter((name, index) => placed.indexOf(name) !== index)).toEqual([])
})

test('DAT-1: no table that names a contact, a conversation or a message is said to know nobody', async () => {
  const naming = await ask<{ name: string }>(`
    select distinct c.relname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname in ('contact_id', 'conversation_id', 'message_id', 'identity_id', 'recipients')`)
  expect(naming.map(({ name }) => name).filter(name => impersonal.some(one => one === name))).toEqual([])
})

test('DAT-6: each emptied or left out column is there', async () => {
  const columns = await ask<{ at: string }>(`
    select c.relname || '.' || a.attname as at
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`)
  const known = new Set(columns.map(({ at }) => at))
  const named = personalTables.flatMap(({ table, erase, leaveOut = [] }) =>
    [...(typeof erase === 'object' ? Object.keys(erase) : []), ...leaveOut].map(
      column => `${table}.${column}`,
    ),
  )
  expect(named.filter(at => !known.has(at))).toEqual([])
})
