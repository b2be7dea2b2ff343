import type pg from 'pg'
import { applyMigration, migrationFiles, missingMigrations, prepareDatabase } from '../migrate.ts'
import { BackupFailed, type Manifest } from './manifest.ts'

/** True when the database holds no workspace: nothing that anybody could miss. */
export async function isEmptyTarget(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.workspaces') is not null as there`,
  )
  if (!rows[0]!.there) return true
  return (await client.query('select from workspaces limit 1')).rowCount === 0
}

/** Refuses a database on which a Boucle runs: it would go on writing beside us. */
export async function refuseRunning(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name in ('boucle', 'boucle jobs')`,
  )
  if (rowCount) throw new BackupFailed('Boucle runs on this database: stop every node of it first.')
}

/** Refuses an archive whose migrations this program does not know, or knows otherwise. */
export function refuseUnknownMigrations({ migrations, version }: Manifest): void {
  const known = new Map(migrationFiles().map(({ name, sha256 }) => [name, sha256]))
  const words = new Set(known.values())
  for (const { name, sha256 } of migrations) {
    // The same under another number.
    if (words.has(sha256)) continue
    if (!known.has(name))
      throw new BackupFailed(
        `The archive was made by a newer Boucle (${version}, with ${name}): update this one first.`,
      )
    throw new BackupFailed(`The archive was made with another ${name}: it cannot be restored here.`)
  }
}

/** Empties the database of all that is ours and gives it the shape it had where the archive was made. */
export async function reshape(client: pg.Client, archive: Manifest): Promise<void> {
  await client.query(`
    drop schema if exists jobs cascade;
    drop schema if exists auth cascade;
    drop schema if exists public cascade;
    create schema public`)
  await prepareDatabase(client)
  const had = new Set(archive.migrations.map(({ sha256 }) => sha256))
  for (const migration of migrationFiles())
    if (had.has(migration.sha256)) await applyMigration(client, migration)
  for (const month of archive.months)
    await client.query('select ensure_partitions($1::timestamptz, $1::timestamptz)', [`${month}T00:00:00Z`])
}

/** Brings a restored database to the shape of this program. */
export async function bringUpToDate(client: pg.Client): Promise<string[]> {
  const missing = await missingMigrations(client)
  for (const migration of missing) await applyMigration(client, migration)
  return missing.map(({ name }) => name)
}

/**
 * Takes away what slows a load down or refuses it row by row (references, indexes, triggers, the policies' hold on the
 * owner) and says how to put it back: each at once, at the end, is many times faster.
 */
export async function openForLoading(client: pg.Client): Promise<string[]> {
  const statements = async (query: string) => (await client.query<{ away: string; back: string }>(query)).rows
  const found = [
    ...(await statements(`
      select format('alter table %s no force row level security', c.oid::regclass) as away,
        format('alter table %s force row level security', c.oid::regclass) as back
      from pg_class c
      where c.relforcerowsecurity and c.relnamespace in ('public'::regnamespace, 'auth'::regnamespace)`)),
    ...(await statements(`
      select format('alter table %s disable trigger user', c.oid::regclass) as away,
        format('alter table %s enable trigger user', c.oid::regclass) as back
      from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'auth'::regnamespace)
        and exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)`)),
    ...(await statements(`
      select format('drop index %s', i.indexrelid::regclass) as away,
        replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as back
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and not x.relispartition and not i.indisunique
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`)),
    // Last to come back: a reference is checked against indexes.
    ...(await statements(`
      select format('alter table %s drop constraint %I', f.conrelid::regclass, f.conname) as away,
        format('alter table %s add constraint %I %s', f.conrelid::regclass, f.conname, pg_get_constraintdef(f.oid)) as back
      from pg_constraint f
      where f.contype = 'f' and f.conparentid = 0
        and f.connamespace in ('public'::regnamespace, 'auth'::regnamespace)`)),
  ]
  for (const { away } of found.toReversed()) await client.query(away)
  // Building an index sorts in memory as far as it may.
  await client.query(`set local maintenance_work_mem = '256MB'`)
  // The index of the words of each month gathers: that is said of the partitions, which were made anew.
  return [...found.map(({ back }) => back), 'select gather_words()']
}
