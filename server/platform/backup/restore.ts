import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { pathsIn } from '../files.ts'
import { ensureRoles, refuseUnfitServer } from '../migrate.ts'
import { type ArchiveEntry, readArchive } from './archive.ts'
import { checkArchive } from './check.ts'
import { BackupFailed, type Manifest, markOfKey, type TableSummary } from './manifest.ts'
import { type FileStore, putFile } from './store.ts'
import { contentQuery, copyOut, openCopying } from './tables.ts'
import {
  bringUpToDate,
  isEmptyTarget,
  openForLoading,
  refuseRunning,
  refuseUnknownMigrations,
  reshape,
} from './target.ts'

export interface RestoreTarget {
  /** The owner's direct address. */
  url: string
  store: FileStore
  secretKey: string
  /** True to put the archive in the place of workspaces that are there. */
  replace?: boolean
}

export interface Restored {
  manifest: Manifest
  /** Migrations that were applied after, when the archive is older than the program. */
  migrated: string[]
}

/**
 * Puts an archive in a database and a store of files. The archive is read whole and checked first; the database changes in
 * one transaction, so that a restore that is killed changed nothing; files are added before and tidied after.
 */
export async function restoreBackup(file: string, target: RestoreTarget): Promise<Restored> {
  const manifest = await checkArchive(file)
  refuseUnknownMigrations(manifest)
  if (manifest.keyMark !== markOfKey(target.secretKey))
    throw new BackupFailed(
      'The archive was made with another SECRET_KEY, without which what it keeps sealed cannot be read: give that one.',
    )
  const client = await openCopying(target.url)
  const added: string[] = []
  try {
    await refuseRunning(client)
    const hadFiles = !(await pathsIn(target.store.disk).next()).done
    if (!target.replace && !(await isEmptyTarget(client)))
      throw new BackupFailed(
        'There are workspaces here already: add --replace to put the archive in their place.',
      )
    await refuseUnfitServer(client)
    await ensureRoles(client, target.secretKey)
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtext('boucle.migrate'))`)
    await reshape(client, manifest)
    const closing = await openForLoading(client)
    await load(client, file, manifest, target.store, added)
    for (const { name, value } of manifest.sequences)
      await client.query('select setval($1::regclass, $2)', [name, value])
    await compare(client, manifest)
    for (const statement of closing) await client.query(statement)
    await putJobsBack(client)
    const migrated = await bringUpToDate(client)
    await client.query('commit')
    await client.query('analyze')
    if (hadFiles) await removeOthers(target.store, file)
    return { manifest, migrated }
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone, and its transaction with it
    for (const path of added) await target.store.disk.delete(path).catch(() => {})
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

/** Where jobs of the archive wait until the outbox has been compared. */
const jobsAside = 'jobs_of_archive'

async function load(
  client: pg.Client,
  file: string,
  manifest: Manifest,
  store: FileStore,
  added: string[],
): Promise<void> {
  await client.query(
    `create temporary table ${jobsAside} (workspace_id uuid, task text, payload jsonb, job_key text, run_at timestamptz)
    on commit drop`,
  )
  // Migrations put rows of their own: the archive has them as they were.
  await client.query(`truncate ${manifest.tables.map(({ name }) => name).join(', ')}`)
  const tables = new Map(manifest.tables.map(table => [`tables/${table.name}`, table]))
  tables.set('jobs', { ...manifest.waitingJobs, name: jobsAside })
  let open: { folder: string; stream: ReturnType<typeof copyFrom>; done: Promise<void> } | undefined
  const close = async () => {
    if (!open) return
    open.stream.end()
    await open.done
    open = undefined
  }
  for await (const entry of readArchive(file)) {
    const folder = entry.name.split('/').slice(0, -1).join('/')
    const table = tables.get(folder)
    if (table) {
      if (open?.folder !== folder) {
        await close()
        const stream = client.query(copyFrom(`copy ${table.name} (${table.columns.join(', ')}) from stdin`))
        const done = new Promise<void>((resolve, reject) =>
          stream.once('finish', resolve).once('error', reject),
        )
        done.catch(() => {}) // said by whoever waits for it
        open = { folder, stream, done }
      }
      for await (const part of entry.content)
        if (!open.stream.write(part)) await Promise.race([once(open.stream, 'drain'), open.done])
      continue
    }
    await close()
    if (entry.name.startsWith('files/')) await addFile(store, entry, added)
    else for await (const _ of entry.content);
  }
  await close()
}

async function addFile(store: FileStore, entry: ArchiveEntry, added: string[]): Promise<void> {
  const path = entry.name.slice('files/'.length)
  // One that is there already may be damaged: it is written again, and is not ours to take away if the rest fails.
  if (!(await store.disk.exists(path))) added.push(path)
  await putFile(store, path, entry.content, entry.bytes)
}

/** Reads back what was loaded: the same rows, to the last character. */
async function compare(client: pg.Client, { tables }: Manifest): Promise<void> {
  for (const table of tables) {
    const found: TableSummary = await copyOut(client, table, contentQuery(table))
    if (found.rows !== table.rows || found.sha256 !== table.sha256)
      throw new BackupFailed(
        `${table.name} was not restored as it was (${found.rows} rows instead of ${table.rows}): nothing was changed.`,
      )
  }
}

async function putJobsBack(client: pg.Client): Promise<void> {
  await client.query(
    `insert into outbox (workspace_id, task, payload, job_key, run_at)
    select workspace_id, task, payload, job_key, run_at from ${jobsAside}`,
  )
}

/** Notes of erasures, of people and of whole workspaces. */
const keptNotes = ['erasures/', 'farewells/']

/** After the commit: files of what was replaced, and aside ones, are nobody's now. What was erased since stays written: it is replayed. */
async function removeOthers(store: FileStore, file: string): Promise<void> {
  const present = new Set<string>()
  for await (const entry of readArchive(file)) {
    if (entry.name.startsWith('files/')) present.add(entry.name.slice('files/'.length))
    for await (const _ of entry.content);
  }
  for await (const path of pathsIn(store.disk))
    if (!present.has(path) && !keptNotes.some(folder => path.startsWith(folder)))
      await store.disk.delete(path)
}
