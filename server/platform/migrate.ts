import { createHash, createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

export interface MigrateOptions {
  /** Owner's address, direct (no transaction pooler). */
  url: string
  /** Derives the application role's password when we create the role. */
  secretKey: string
  log?: (line: string) => void
}

export class MigrationError extends Error {}

/** The password of boucle_app: the same on every node that shares the secret key. */
export function applicationPassword(secretKey: string): string {
  return createHmac('sha256', secretKey).update('boucle_app').digest('hex')
}

/**
 * Applies the numbered migrations that are missing, each in one transaction, one program at a time.
 * @returns the names applied now.
 */
export async function migrate({ url, secretKey, log = () => {} }: MigrateOptions): Promise<string[]> {
  return asMigrator(url, async client => {
    await ensureRoles(client, secretKey)
    await prepareDatabase(client)
    const applied: string[] = []
    for (const { name, text, sha256 } of await missingMigrations(client)) {
      await applyOne(client, name, text, sha256)
      log(`applied ${name}`)
      applied.push(name)
    }
    return applied
  })
}

/** Opens the owner's connection and takes the turn of those who change the shape of the database. */
async function asMigrator<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the query in progress reports it
  await client.connect()
  try {
    await refuseUnfitServer(client)
    await client.query(`select pg_advisory_lock(hashtext('boucle.migrate'))`)
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes what migrations stand on, once our roles exist: their rights, and the table that says what was applied. */
export async function prepareDatabase(client: pg.Client): Promise<void> {
  await client.query('grant usage on schema public to boucle_app, boucle_search')
  await client.query('grant create on schema public to boucle_search') // it owns the search functions
  await client.query(`
    create table if not exists migrations (
      name text primary key,
      sha256 text not null,
      applied_at timestamptz not null default now()
    )`)
}

export interface Migration {
  name: string
  text: string
  sha256: string
}

/**
 * The migrations of this program that a database has not had; refuses one that was changed since. Its words tell which one it
 * is: some were given another number after they had been applied.
 */
export async function missingMigrations(client: pg.Client): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
  const done = new Map(rows.map(row => [row.name, row.sha256]))
  const words = new Set(done.values())
  return migrationFiles().filter(({ name, sha256 }) => {
    const before = done.get(name)
    if (before !== undefined && before !== sha256)
      throw new MigrationError(`Migration ${name} was changed after it had been applied.`)
    return !words.has(sha256)
  })
}

/** Applies one migration in the transaction of the caller. */
export async function applyMigration(client: pg.Client, { name, text, sha256 }: Migration): Promise<void> {
  try {
    await client.query(text)
    await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256])
  } catch (error) {
    throw new MigrationError(`Migration ${name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

export interface Rehearsal {
  name: string
  ms: number
  /** Tables that nobody could read or write meanwhile. */
  locked: string[]
}

/** Applies the missing migrations in one transaction and takes them back: what would run, how long, and what would wait. */
export async function rehearse({ url, secretKey }: MigrateOptions): Promise<Rehearsal[]> {
  return asMigrator(url, async client => {
    await ensureRoles(client, secretKey)
    await client.query('begin')
    try {
      await prepareDatabase(client)
      const { rows: tables } = await client.query<{ oid: number }>(
        `select oid from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
      )
      const before = new Set<string>()
      const steps: Rehearsal[] = []
      for (const migration of await missingMigrations(client)) {
        const started = performance.now()
        await applyMigration(client, migration)
        const ms = performance.now() - started
        const locked = (await lockedTables(client, tables)).filter(table => !before.has(table))
        for (const table of locked) before.add(table)
        steps.push({ name: migration.name, ms, locked })
      }
      return steps
    } finally {
      await client.query('rollback')
    }
  })
}

/** Tables that were there before this transaction and that it closes to everybody else. */
async function lockedTables(client: pg.Client, tables: { oid: number }[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct coalesce(p.relname, c.relname) as name
    from pg_locks l join pg_class c on c.oid = l.relation
    left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
    where l.pid = pg_backend_pid() and l.mode in ('AccessExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'ShareLock')
      and l.relation = any ($1)
    order by 1`,
    [tables.map(({ oid }) => oid)],
  )
  return rows.map(({ name }) => name)
}

/** The migrations of this program, in order. */
export function migrationFiles(): Migration[] {
  const folder = new URL('../../migrations/', import.meta.url)
  return readdirSync(folder)
    .filter(name => /^\d{4}_.+\.sql$/.test(name))
    .sort()
    .map(name => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
    })
}

async function applyOne(client: pg.Client, name: string, text: string, sha256: string) {
  await client.query('begin')
  try {
    await applyMigration(client, { name, text, sha256 })
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** Case folding must know accents, or every search in French misses. */
export async function refuseUnfitServer(client: pg.Client) {
  const { rows } = await client.query<{ version: number; folded: string }>(
    `select current_setting('server_version_num')::int as version, lower('É') as folded`,
  )
  if (rows[0]!.version < 150000) throw new MigrationError('PostgreSQL 15 or newer is needed.')
  if (rows[0]!.folded !== 'é')
    throw new MigrationError(
      "The database's locale does not fold accents: create it with the locale C.UTF-8.",
    )
}

/** Roles belong to the whole server, so another workspace's database may have made them already, or be at it. */
export async function ensureRoles(client: pg.Client, secretKey: string): Promise<void> {
  const password = applicationPassword(secretKey)
  for (let attempt = 1; ; attempt++)
    try {
      await client.query(`
        do $$ begin
          if not exists (select from pg_roles where rolname = 'boucle_search') then
            create role boucle_search nologin nosuperuser nobypassrls;
          end if;
          if not exists (select from pg_roles where rolname = 'boucle_app') then
            create role boucle_app login nosuperuser nobypassrls;
          end if;
          if not pg_has_role(current_user, 'boucle_search', 'usage') then
            execute format('grant boucle_search to %I', current_user);
          end if;
        end $$`)
      await client.query(`alter role boucle_app password '${password}'`)
      return
    } catch (error) {
      // Another database of this server changed the same role at the same moment.
      const isRace = /tuple concurrently updated|already exists|duplicate key/.test(String(error))
      if (!isRace || attempt >= 10) throw error
      await pause(20 * attempt)
    }
}
