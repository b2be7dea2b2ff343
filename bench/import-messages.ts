// A whole company of a million messages taken in as `npm run import` does, beside bare COPY of the same rows into the same tables with their indexes.
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { makeDataFolder } from '#server/platform/data-folder.ts'
import { createFiles, openFileStore } from '#server/platform/files.ts'
import type { Ground } from '#server/platform/ground.ts'
import { createIds } from '#server/platform/ids.ts'
import { migrate } from '#server/platform/migrate.ts'
import { startEmbeddedPostgres } from '#server/platform/postgres.ts'
import { importWorkspace } from '#server/privacy/index.ts'
import { writeWorkspace } from '#server/privacy/workspace-export.ts'
import { secretKey, sizeAsked } from './dataset.ts'
import { workspaceId } from './generator.ts'
import { conclude, note, round, say } from './measure.ts'
import { onDataset } from './on-dataset.ts'

const size = sizeAsked('S')
const folder = await mkdtemp(join(tmpdir(), 'boucle-import-bench-'))
await chmod(folder, 0o711) // the database's account passes through
const archive = join(folder, 'workspace.tar.zst')
const log = { info() {}, warn() {}, error: note }
/** Tables where nearly all of a company's rows are. */
const large = [
  'messages',
  'conversations',
  'events',
  'episodes',
  'contacts',
  'identities',
  'readings',
  'feed',
]

const bench = await onDataset(size)
try {
  const url = bench.doors.ownerUrl
  const store = await openFileStore({ kind: 'folder', folder: join(bench.program.dataDir, 'files') })
  const clock = { now: () => new Date() }
  const ground = { clock, files: createFiles({ ...store, newId: createIds(clock) }) } as Ground
  note('export …')
  const exported = await timed(() =>
    writeWorkspace(ground, { databaseUrl: url, version: 'bench' }, archive, workspaceId, async () => {}),
  )
  const rows = exported.result.tables.reduce((sum, table) => sum + table.rows, 0)
  const messages = exported.result.tables.find(({ name }) => name === 'messages')!.rows
  say(
    `export: ${rows} rows, ${messages} messages, in ${round(exported.seconds, 1)} s; ${round((await stat(archive)).size / 1e6, 0)} MB packed`,
  )

  const before = await bareSeconds()
  makeDataFolder(join(folder, 'place'))
  const place = await startEmbeddedPostgres({ dataDir: join(folder, 'place'), log })
  note('import …')
  const files = await openFileStore({ kind: 'folder', folder: join(folder, 'files') })
  const imported = await timedIn(place.url(), () =>
    importWorkspace(archive, { url: place.url(), store: files }),
  )
  await place.stop()
  // Before and after: a machine that others share is not the same ten minutes later.
  const copied = (before + (await bareSeconds())) / 2
  say(`bare: the same rows by COPY in ${round(copied, 1)} s on average of two`)
  conclude({
    bench: 'import-messages',
    size,
    ratio: round(copied / imported, 3),
    ratioOf: 'rowsPerSecond',
    messages,
    rows,
    messagesPerSecond: round(messages / imported, 0),
    bareMessagesPerSecond: round(messages / copied, 0),
    seconds: round(imported, 1),
    exportSeconds: round(exported.seconds, 1),
  })

  async function bareSeconds(): Promise<number> {
    const dataDir = join(folder, 'bare')
    makeDataFolder(dataDir)
    const server = await startEmbeddedPostgres({ dataDir, log })
    note('bare COPY …')
    const seconds = await timedIn(server.url(), () => copyBare(url, server.url()))
    await server.stop()
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    return seconds
  }
} finally {
  await bench.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const started = performance.now()
  return { result: await work(), seconds: (performance.now() - started) / 1000 }
}

/** Seconds of some work in a database that was prepared before. */
async function timedIn(url: string, work: () => Promise<unknown>): Promise<number> {
  await migrate({ url, secretKey })
  return (await timed(work)).seconds
}

/** What is ours in an insert, no bare COPY does: triggers and references rest. */
async function copyBare(from: string, to: string): Promise<void> {
  const [source, target] = [
    new pg.Client({ connectionString: from }),
    new pg.Client({ connectionString: to }),
  ] as const
  await Promise.all([source.connect(), target.connect()])
  await target.query('set session_replication_role = replica')
  await target.query(`select ensure_partitions(now() - interval '370 days', now() + interval '92 days')`)
  await target.query('begin')
  for (const table of ['workspaces', ...large]) {
    const { rows } = await source.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    )
    const { columns } = rows[0]!
    const owner = table === 'workspaces' ? 'id' : 'workspace_id'
    await pipeline(
      source.query(
        copyTo(`copy (select ${columns} from ${table} where ${owner} = '${workspaceId}') to stdout`),
      ),
      target.query(copyFrom(`copy ${table} (${columns}) from stdin`)),
    )
  }
  await target.query('commit')
  await Promise.all([source.end(), target.end()])
}
