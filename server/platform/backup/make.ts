import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import type pg from 'pg'
import { isGone, pathsIn } from '../files.ts'
import { migrationFiles } from '../migrate.ts'
import { type ArchiveWriter, createArchive } from './archive.ts'
import {
  archiveFormat,
  BackupFailed,
  type FileLine,
  type Head,
  type Manifest,
  markOfKey,
  type TableSummary,
} from './manifest.ts'
import type { FileStore } from './store.ts'
import { contentQuery, copyOut, openCopying, type Table, tablesOf, waitingJobs } from './tables.ts'

export interface BackupSource {
  /** The owner's direct address. */
  url: string
  store: FileStore
  secretKey: string
  version: string
  now: Date
}

const filesAList = 500

/**
 * Writes everything into one archive while the program goes on: the rows of one instant, then the files, which are written
 * before the rows that point to them.
 */
export async function makeBackup(source: BackupSource, file: string): Promise<Manifest> {
  const archive = createArchive(file)
  try {
    const client = await openCopying(source.url)
    try {
      const manifest = await write(source, archive, client)
      await archive.finish()
      return manifest
    } finally {
      await client.end().catch(() => {})
    }
  } catch (error) {
    await archive.abandon()
    throw whyNotWritten(error, file)
  }
}

/** The sentence for a place that cannot be written to; any other error as it is. */
function whyNotWritten(error: unknown, file: string): unknown {
  const { code, syscall } = error as { code?: string; syscall?: string }
  const folder = dirname(resolve(file))
  if (code === 'ENOSPC')
    return new BackupFailed(`There is no room left in ${folder}: nothing of it was kept.`)
  if (syscall !== 'open') return error
  if (code === 'ENOENT') return new BackupFailed(`There is no folder ${folder}.`)
  if (code === 'EACCES' || code === 'EROFS') return new BackupFailed(`Nothing may be written in ${folder}.`)
  return error
}

async function write(source: BackupSource, archive: ArchiveWriter, client: pg.Client): Promise<Manifest> {
  await client.query('begin isolation level repeatable read read only')
  const head = await headOf(source, client)
  await archive.add('READ-ME.txt', Buffer.from(readMe))
  await archive.add('head.json', json(head))

  const tables: TableSummary[] = []
  for (const table of await tablesOf(client))
    tables.push(await writeTable(archive, client, table, contentQuery(table), `tables/${table.name}`))
  const jobs = await waitingJobs(client)
  const jobsSummary = await writeTable(archive, client, jobs.table, jobs.query, 'jobs')
  const numbers = {
    months: await monthsOf(client),
    sequences: await sequencesOf(client),
    mailsToSend: await mailsToSend(client),
  }
  const expected = await expectedFiles(client)
  await client.query('commit') // the files take their time: nothing of the database waits for them

  const { summary: files, warnings } = await writeFiles(archive, source.store, expected)
  const manifest: Manifest = { ...head, ...numbers, tables, waitingJobs: jobsSummary, files, warnings }
  await archive.add('manifest.json', json(manifest))
  return manifest
}

async function headOf(source: BackupSource, client: pg.Client): Promise<Head> {
  const known = new Set(migrationFiles().map(({ name }) => name))
  const { rows } = await client.query<{ name: string; sha256: string }>(
    `select name, sha256 from public.migrations order by name`,
  )
  const unknown = rows.find(({ name }) => !known.has(name))
  if (unknown)
    throw new BackupFailed(
      `The database was prepared by a newer Boucle (${unknown.name}): make the backup with that one.`,
    )
  const version = await client.query<{ server_version: string }>('show server_version')
  return {
    format: archiveFormat,
    kind: 'backup',
    version: source.version,
    madeAt: source.now.toISOString(),
    postgres: version.rows[0]!.server_version,
    migrations: rows,
    keyMark: markOfKey(source.secretKey),
  }
}

async function writeTable(
  archive: ArchiveWriter,
  client: pg.Client,
  table: Table,
  query: string,
  folder: string,
): Promise<TableSummary> {
  let piece = 0
  return copyOut(client, table, query, async content => {
    piece += 1
    await archive.add(`${folder}/${String(piece).padStart(6, '0')}.copy`, content)
  })
}

async function monthsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(
    `select distinct substr(right(c.relname, 6), 1, 4) || '-' || right(c.relname, 2) || '-01' as month
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where c.relkind = 'r' and p.relnamespace = 'public'::regnamespace and c.relname ~ '_[0-9]{6}$'
    order by 1`,
  )
  return rows.map(({ month }) => month)
}

async function sequencesOf(client: pg.Client): Promise<{ name: string; value: number }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value as value
    from pg_sequences where schemaname in ('public', 'auth') and last_value is not null order by 1`,
  )
  return rows.map(({ name, value }) => ({ name, value: Number(value) }))
}

async function mailsToSend(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from deliveries where state in ('queued', 'sending')`,
  )
  return rows[0]!.count
}

async function expectedFiles(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int as count from (select distinct workspace_id, sha256 from files) as f',
  )
  return rows[0]!.count
}

async function writeFiles(archive: ArchiveWriter, store: FileStore, expected: number) {
  const hash = createHash('sha256')
  const warnings: string[] = []
  const summary = { count: 0, bytes: 0 }
  let lines: FileLine[] = []
  let lists = 0
  let addressed = 0
  const list = async () => {
    if (lines.length === 0) return
    lists += 1
    const content = Buffer.from(`${lines.map(line => JSON.stringify(line)).join('\n')}\n`)
    hash.update(content)
    await archive.add(`lists/${String(lists).padStart(6, '0')}.jsonl`, content)
    lines = []
  }
  for await (const path of pathsIn(store.disk)) {
    const line = await writeFile(archive, store, path)
    if (!line) continue
    const promised = /\/([0-9a-f]{64})$/.exec(path)?.[1]
    if (promised) addressed += 1
    if (promised && promised !== line.sha256)
      warnings.push(`${path} is damaged: its content is not what it was.`)
    summary.count += 1
    summary.bytes += line.bytes
    lines.push(line)
    if (lines.length >= filesAList) await list()
  }
  await list()
  if (addressed < expected)
    warnings.push(`${expected - addressed} files that the database knows are missing from the store.`)
  return { summary: { ...summary, sha256: hash.digest('hex') }, warnings }
}

/** Adds one file; undefined when it was deleted meanwhile. */
async function writeFile(
  archive: ArchiveWriter,
  { disk }: FileStore,
  path: string,
): Promise<FileLine | undefined> {
  let bytes: number
  let content: Readable
  try {
    bytes = (await disk.getMetaData(path)).contentLength
    content = await disk.getStream(path)
    // A file is opened when it is first read: what is gone must show before its name stands in the archive.
    if (bytes > 0) await readable(content)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
  const hash = createHash('sha256')
  const through = new PassThrough()
  content.on('error', error => through.destroy(error))
  content.on('data', (part: Buffer) => hash.update(part))
  content.pipe(through)
  await archive.addStream(`files/${path}`, bytes, through)
  return { path, bytes, sha256: hash.digest('hex') }
}

function readable(stream: Readable): Promise<void> {
  return new Promise((done, fail) => {
    stream.once('readable', done)
    stream.once('error', fail)
  })
}

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

const readMe = `A backup of Boucle. Put it back with:

  npm run restore -- THIS-FILE

It needs the SECRET_KEY of the Boucle that made it (DATA_DIR/secret.key, or the setting): what was sealed with it travels
sealed, and this archive does not hold it. Keep both, apart from each other.

tables/  the rows of each table, in PostgreSQL's text form, sorted by primary key
jobs/    what waited to be done
files/   attachments, photos and mails as they came, under their paths
lists/   the size and the SHA-256 of each file
manifest.json, at the end, counts and hashes everything: an archive without it was cut short.
`
