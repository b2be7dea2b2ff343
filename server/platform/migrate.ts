import { createHash, createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

export interface MigrateOptions {
  /** Owner's address, direct (no transaction pooler). */
  url: string
  /** Derives the application role's password when we create the role. */
  secretKey: string
  /** Role that an operator's DATABASE_URL already logs in as; otherwise boucle_app is ours to create. */
  log?: (line: string) => void
  dryRun?: boolean
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
export async function migrate({
  url,
  secretKey,
  log = () => {},
  dryRun = false,
}: MigrateOptions): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the query in progress reports it
  await client.connect()
  try {
    await refuseUnfitServer(client)
    await client.query(`select pg_advisory_lock(hashtext('boucle.migrate'))`)
    await ensureRoles(client, secretKey)
    await client.query(`
      create table if not exists migrations (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default now()
      )`)
    const done = new Map(
      (await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')).rows.map(
        row => [row.name, row.sha256] as const,
      ),
    )
    const applied: string[] = []
    for (const { name, text, sha256 } of migrationFiles()) {
      const before = done.get(name)
      if (before === sha256) continue
      if (before) throw new MigrationError(`Migration ${name} was changed after it had been applied.`)
      if (!dryRun) await applyOne(client, name, text, sha256)
      log(`${dryRun ? 'would apply' : 'applied'} ${name}`)
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}

function migrationFiles() {
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
    await client.query(text)
    await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new MigrationError(`Migration ${name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

/** Case folding must know accents, or every search in French misses. */
async function refuseUnfitServer(client: pg.Client) {
  const { rows } = await client.query<{ version: number; folded: string }>(
    `select current_setting('server_version_num')::int as version, lower('É') as folded`,
  )
  if (rows[0]!.version < 150000) throw new MigrationError('PostgreSQL 15 or newer is needed.')
  if (rows[0]!.folded !== 'é')
    throw new MigrationError(
      "The database's locale does not fold accents: create it with the locale C.UTF-8.",
    )
}

/** Roles belong to the whole server, so another workspace's database may have made them already. */
async function ensureRoles(client: pg.Client, secretKey: string) {
  const password = applicationPassword(secretKey)
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
  await client.query('grant usage on schema public to boucle_app, boucle_search')
  await client.query('grant create on schema public to boucle_search') // it owns the search functions
}
