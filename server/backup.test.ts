import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkArchive } from './platform/backup/check.ts'
import { makeBackup } from './platform/backup/make.ts'
import type { Manifest } from './platform/backup/manifest.ts'
import { restoreBackup } from './platform/backup/restore.ts'
import type { FileStore } from './platform/backup/store.ts'
import { refuseUnknownMigrations } from './platform/backup/target.ts'
import { openFileStore, pathsIn } from './platform/files.ts'
import { applyMigration, migrationFiles, prepareDatabase } from './platform/migrate.ts'
import {
  addressesOf,
  emptyDatabase,
  ownDatabase,
  startPostgres15,
  type TestDatabase,
  testSecretKey,
} from './platform/testing/postgres.ts'
import { hasPostgres15 } from './platform/testing/postgres-15.ts'
import { aKey, aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from './testing/app.ts'

const folder = await mkdtemp(join(tmpdir(), 'boucle-backup-'))
const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
  await rm(folder, { recursive: true, force: true })
})

const storeAt = (name: string) => openFileStore({ kind: 'folder', folder: join(folder, name) })
const archiveAt = (name: string) => join(folder, `${name}.tar.zst`)

async function backup(url: string, name: string, files = 'files'): Promise<Manifest> {
  return makeBackup(
    { url, store: await storeAt(files), secretKey: testSecretKey, version: '0.0.0', now: new Date() },
    archiveAt(name),
  )
}

async function anEmptyPlace(): Promise<TestDatabase> {
  const database = await emptyDatabase()
  closing.push(database.drop)
  return database
}

let source: TestDatabase & { drop(): Promise<void> }
let app: TestApp
let workspace: TestWorkspace

beforeAll(async () => {
  source = await ownDatabase()
  closing.push(source.drop)
  app = await testApp({
    database: source,
    config: { files: { kind: 'folder', folder: join(folder, 'files') } },
  })
  workspace = await aWorkspace(app)
  for (const name of ['Anna', 'Zoé'])
    await workspace.call(
      'POST',
      `/channels/${workspace.channelId}/raw`,
      aMail({
        from: `${name} <${name.length}@mail.test>`,
        to: workspace.address,
        text: `Bonjour,\n\ttab \\N « ${name} »`,
      }),
    )
  await app.settle()
  // More than one piece of the archive.
  await ask(
    source.url,
    `insert into message_keys (workspace_id, channel_kind, key, conversation_id, message_id)
    select '${workspace.id}', 'test', repeat('k', 100) || n, gen_random_uuid(), gen_random_uuid() from generate_series(1, 30000) n`,
  )
  await app.ground.db.inWorkspace(workspace.id, async tx => {
    await app.ground.files.put(tx, Buffer.from('une photo'), 'image/png')
    await app.ground.files.keep(workspace.id, 'mail-1', Buffer.alloc(3_000_000, 'x'))
  })
})

async function ask<Row extends pg.QueryResultRow>(url: string, question: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(question)).rows
  } finally {
    await client.end()
  }
}

describe('HST-1: a backup put back elsewhere', () => {
  test('is the same to the last row and file, and the program goes on there', async () => {
    const made = await backup(source.url, 'whole')
    expect(made.tables.find(({ name }) => name === 'public.messages')?.rows).toBeGreaterThanOrEqual(2)
    expect(made.files.count).toBe(2)
    const place = await anEmptyPlace()
    const { migrated } = await restoreBackup(archiveAt('whole'), {
      url: place.url,
      store: await storeAt('files-elsewhere'),
      secretKey: testSecretKey,
    })
    expect(migrated).toEqual([])
    const again = await backup(place.url, 'again', 'files-elsewhere')
    expect(again.tables).toEqual(made.tables)
    expect(again.files).toEqual(made.files)
    expect(await shapeOf(place.url)).toEqual(await shapeOf(source.url))

    const there = await testApp({
      database: place,
      config: { files: { kind: 'folder', folder: join(folder, 'files-elsewhere') } },
    })
    try {
      const before = await ask<{ last: string }>(place.url, 'select max(last_seq) as last from feed_counters')
      const { id } = await there.ground.db.system
        .selectFrom('workspaces')
        .select('id')
        .executeTakeFirstOrThrow()
      expect(id).toBe(workspace.id)
      const call = await aKey(there, workspace.id, { role: 'administrator' })
      const mail = await call(
        'POST',
        `/channels/${workspace.channelId}/raw`,
        aMail({ to: workspace.address }),
      )
      expect(mail.status).toBe(201)
      await there.settle()
      const after = await ask<{ last: string }>(place.url, 'select max(last_seq) as last from feed_counters')
      expect(Number(after[0]!.last)).toBeGreaterThan(Number(before[0]!.last))
      const gaps = await ask(
        place.url,
        `select seq from feed f where seq > 1 and not exists (
          select from feed p where p.workspace_id = f.workspace_id and p.seq = f.seq - 1)`,
      )
      expect(gaps).toEqual([])
    } finally {
      await there.close()
    }
  })

  test.skipIf(!hasPostgres15())(
    'goes from PostgreSQL 18 to a plain owner’s PostgreSQL 15, and back',
    async () => {
      const made = await backup(source.url, 'to-15')
      const server = await startPostgres15()
      closing.push(server.stop)
      await ask(server.url('postgres'), `create role operator login createrole nosuperuser password 'secret'`)
      await ask(server.url('postgres'), 'create database care owner operator')
      const url = new URL(server.url('care'))
      url.username = 'operator'
      url.password = 'secret'
      await restoreBackup(archiveAt('to-15'), {
        url: url.href,
        store: await storeAt('files-15'),
        secretKey: testSecretKey,
      })
      const on15 = await backup(url.href, 'on-15', 'files-15')
      expect(on15.tables).toEqual(made.tables)
      expect(await ask(addressesOf(server.url(), 'care').appUrl, 'select id from workspaces')).toEqual([])

      const back = await anEmptyPlace()
      await restoreBackup(archiveAt('on-15'), {
        url: back.url,
        store: await storeAt('files-back'),
        secretKey: testSecretKey,
      })
      expect((await backup(back.url, 'back', 'files-back')).tables).toEqual(made.tables)
      expect(await shapeOf(back.url)).toEqual(await shapeOf(source.url))
    },
  )

  test('keeps the jobs that waited', async () => {
    await app.ground.db.inWorkspace(workspace.id, tx =>
      tx
        .insertInto('outbox')
        .values({
          workspace_id: workspace.id,
          task: 'test.later',
          payload: JSON.stringify({ workspaceId: workspace.id, word: 'later' }),
          job_key: 'one',
          run_at: new Date('2099-01-01'),
        })
        .execute(),
    )
    await expect
      .poll(() => ask(source.url, `select key from jobs.jobs where task_identifier = 'test.later'`))
      .toHaveLength(1)
    await backup(source.url, 'jobs')
    const place = await anEmptyPlace()
    await restoreBackup(archiveAt('jobs'), {
      url: place.url,
      store: await storeAt('files-jobs'),
      secretKey: testSecretKey,
    })
    expect(
      await ask(place.url, `select task, job_key, payload, run_at from outbox where task = 'test.later'`),
    ).toEqual([
      {
        task: 'test.later',
        job_key: 'one',
        payload: { workspaceId: workspace.id, word: 'later' },
        run_at: new Date('2099-01-01'),
      },
    ])
  })
})

describe('a restore changes nothing', () => {
  test('in a place that has workspaces, unless it is told to replace them', async () => {
    await backup(source.url, 'replacing')
    const place = await ownDatabase()
    closing.push(place.drop)
    const store = await storeAt('files-replaced')
    await store.disk.put('w/aa/of-another', 'bytes of another')
    await ask(
      place.url,
      `insert into workspaces (id, slug, name, language, time_zone) values (gen_random_uuid(), 'other', 'Other', 'fr', 'Europe/Paris')`,
    )
    const target = { url: place.url, store, secretKey: testSecretKey }
    await expect(restoreBackup(archiveAt('replacing'), target)).rejects.toThrow('add --replace')
    expect(await ask(place.url, 'select slug from workspaces')).toEqual([{ slug: 'other' }])
    await restoreBackup(archiveAt('replacing'), { ...target, replace: true })
    expect(await ask(place.url, 'select id from workspaces')).toEqual([{ id: workspace.id }])
    expect(await store.disk.exists('w/aa/of-another')).toBe(false)
  })

  test('while a Boucle runs on the database', async () => {
    await expect(
      restoreBackup(archiveAt('replacing'), {
        url: source.url,
        store: await storeAt('files'),
        secretKey: testSecretKey,
        replace: true,
      }),
    ).rejects.toThrow('Boucle runs on this database')
  })

  test('when it is cut off in the middle: not a row, not a file', async () => {
    const place = await ownDatabase()
    closing.push(place.drop)
    const store = await storeAt('files-cut-off')
    // The files come last, in the middle of the transaction: at the first of them the connection goes.
    const cutting = Object.create(store.disk, {
      putStream: {
        async value(...args: Parameters<typeof store.disk.putStream>) {
          await ask(
            place.url,
            `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'boucle backup'`,
          )
          await store.disk.putStream(...args)
        },
      },
    })
    await expect(
      restoreBackup(archiveAt('replacing'), {
        url: place.url,
        store: { ...store, disk: cutting },
        secretKey: testSecretKey,
      }),
    ).rejects.toThrow()
    expect(await ask(place.url, 'select count(*)::int as n from message_keys')).toEqual([{ n: 0 }])
    expect(await filesOf(store)).toEqual([])
  })

  test('without the key that sealed it', async () => {
    const place = await anEmptyPlace()
    await expect(
      restoreBackup(archiveAt('replacing'), {
        url: place.url,
        store: await storeAt('files-no-key'),
        secretKey: 'another secret key of thirty-two letters',
      }),
    ).rejects.toThrow('another SECRET_KEY')
    expect(await ask(place.url, `select to_regclass('workspaces') as there`)).toEqual([{ there: null }])
  })

  test('from an archive that was cut, changed or is none, wherever it was', async () => {
    const whole = await readFile(archiveAt('replacing'))
    const place = await anEmptyPlace()
    const target = { url: place.url, store: await storeAt('files-damaged'), secretKey: testSecretKey }
    const file = archiveAt('damaged')
    for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
      await writeFile(file, whole)
      await truncate(file, Math.floor(whole.length * share))
      await expect(restoreBackup(file, target), `cut at ${share}`).rejects.toThrow(/damaged|not a backup/)
    }
    for (const share of [0.01, 0.3, 0.6, 0.95]) {
      const bytes = Buffer.from(whole)
      const at = Math.floor(bytes.length * share)
      bytes[at] = bytes[at]! ^ 0xff
      await writeFile(file, bytes)
      await expect(restoreBackup(file, target), `changed at ${share}`).rejects.toThrow(/damaged|not a backup/)
    }
    await writeFile(file, 'a letter')
    await expect(restoreBackup(file, target)).rejects.toThrow('is not a backup of Boucle')
    await expect(restoreBackup(folder, target)).rejects.toThrow('is not a backup of Boucle')
    expect(await ask(place.url, `select to_regclass('workspaces') as there`)).toEqual([{ there: null }])
    expect(existsSync(join(folder, 'files-damaged'))).toBe(false)
  })
})

test('a backup that has no place to go says which folder, and leaves nothing', async () => {
  await expect(backup(source.url, join('absent', 'lost'))).rejects.toThrow(
    `There is no folder ${join(folder, 'absent')}.`,
  )
  expect(existsSync(join(folder, 'absent'))).toBe(false)
})

test('an archive of an older Boucle is brought up to date', async () => {
  const older = await anEmptyPlace()
  const files = migrationFiles()
  const client = new pg.Client({ connectionString: older.url })
  await client.connect()
  await prepareDatabase(client)
  for (const migration of files.slice(0, 26)) await applyMigration(client, migration)
  await client.query(
    `insert into workspaces (id, slug, name, language, time_zone) values (gen_random_uuid(), 'old', 'Old', 'fr', 'Europe/Paris')`,
  )
  await client.end()
  await backup(older.url, 'older', 'files-older')
  const place = await anEmptyPlace()
  const { migrated } = await restoreBackup(archiveAt('older'), {
    url: place.url,
    store: await storeAt('files-older'),
    secretKey: testSecretKey,
  })
  expect(migrated).toEqual(files.slice(26).map(({ name }) => name))
  expect(await ask(place.url, 'select slug from workspaces')).toEqual([{ slug: 'old' }])
})

test('an archive of a newer Boucle is refused with a sentence, and so is one of an altered migration', async () => {
  const manifest = await checkArchive(archiveAt('replacing'))
  const withMigration = (name: string, sha256 = 'x') => ({
    ...manifest,
    migrations: [...manifest.migrations, { name, sha256 }],
  })
  expect(() => refuseUnknownMigrations(manifest)).not.toThrow()
  expect(() => refuseUnknownMigrations(withMigration('9999_of_tomorrow.sql'))).toThrow(
    'made by a newer Boucle',
  )
  expect(() => refuseUnknownMigrations(withMigration(migrationFiles()[0]!.name))).toThrow('made with another')
})

async function filesOf(store: FileStore): Promise<string[]> {
  const found: string[] = []
  for await (const path of pathsIn(store.disk)) found.push(path)
  return found
}

/** Everything that a database is besides its rows. */
async function shapeOf(url: string): Promise<unknown[]> {
  return ask(
    url,
    `select 'table' as kind, c.relname as name, c.relrowsecurity || ' ' || c.relforcerowsecurity as what
      from pg_class c where c.relnamespace in ('public'::regnamespace, 'auth'::regnamespace) and c.relkind in ('r', 'p')
        and not c.relispartition
    union all
    select 'index', indexname, indexdef from pg_indexes
      where schemaname in ('public', 'auth') and tablename !~ '_[0-9]{6}$'
    union all
    select 'constraint', conname, pg_get_constraintdef(oid) from pg_constraint
      where connamespace in ('public'::regnamespace, 'auth'::regnamespace) and conparentid = 0 and contype <> 'n'
        and conrelid::regclass::text !~ '_[0-9]{6}$'
    union all
    select 'trigger', tgname, tgrelid::regclass || ' ' || tgenabled::text from pg_trigger where not tgisinternal
      and tgrelid::regclass::text !~ '_[0-9]{6}$'
    union all
    select 'gathering', 'months', count(*) filter (where c.reloptions @> array['fastupdate=on']) || ' of ' || count(*)
      from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'message_search_words'::regclass
    union all
    select 'right', table_name, string_agg(privilege_type, ',' order by privilege_type)
      from information_schema.role_table_grants where grantee in ('boucle_app', 'boucle_search') and table_schema = 'public'
      group by 2
    order by 1, 2, 3`,
  )
}
