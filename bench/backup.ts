// A backup of a prepared company while the program runs, its check, and its restore into a blank database; beside them bare COPY of the same rows.
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { checkArchive } from '#server/platform/backup/check.ts'
import { makeBackup } from '#server/platform/backup/make.ts'
import { restoreBackup } from '#server/platform/backup/restore.ts'
import type { FileStore } from '#server/platform/backup/store.ts'
import { makeDataFolder } from '#server/platform/data-folder.ts'
import { openFileStore } from '#server/platform/files.ts'
import { startEmbeddedPostgres } from '#server/platform/postgres.ts'
import { secretKey, sizeAsked } from './dataset.ts'
import { workspaceId } from './generator.ts'
import { conclude, note, round, say } from './measure.ts'
import { onDataset } from './on-dataset.ts'

const size = sizeAsked('S')
const folder = await mkdtemp(join(tmpdir(), 'boucle-backup-bench-'))
await chmod(folder, 0o711) // the database's account passes through
const bench = await onDataset(size)
const archive = join(folder, 'archive.tar.zst')
const log = { info() {}, warn() {}, error: note }

try {
  const url = bench.doors.ownerUrl
  const store = await openFileStore({ kind: 'folder', folder: join(bench.program.dataDir, 'files') })
  await someFiles(store)
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  note('backup …')
  const made = await timed(() =>
    makeBackup({ url, store, secretKey, version: 'bench', now: new Date() }, archive),
  )
  const bytes = made.result.tables.reduce((sum, table) => sum + table.bytes, 0) + made.result.files.bytes
  const bare = await timed(() => bareCopy(url, made.result.tables))
  const checked = await timed(() => checkArchive(archive))
  makeDataFolder(join(folder, 'place'))
  const place = await startEmbeddedPostgres({ dataDir: join(folder, 'place'), log })
  note(`backup ${round(made.seconds, 1)} s, check ${round(checked.seconds, 1)} s; restore …`)
  const restored = await timed(async () =>
    restoreBackup(archive, {
      url: place.url(),
      store: await openFileStore({ kind: 'folder', folder: join(folder, 'files') }),
      secretKey,
    }),
  )
  const bareIn = await timed(() => copyAcross(url, place.url(), made.result.tables))
  await place.stop()
  clearInterval(watch)
  const speed = (seconds: number) => round(bytes / 1e6 / seconds, 1)
  const packed = (await stat(archive)).size
  say(`${round(bytes / 1e6, 0)} MB of rows and files, ${round(packed / 1e6, 0)} MB packed`)
  say(`backup ${speed(made.seconds)} MB/s; bare COPY of the same rows ${speed(bare.seconds)} MB/s`)
  say(
    `check ${speed(checked.seconds)} MB/s; restore, checked, with its indexes and compared, ${speed(restored.seconds)} MB/s; bare COPY from database to database, without indexes, ${speed(bareIn.seconds)} MB/s`,
  )
  conclude({
    bench: 'backup',
    size,
    ratio: round(bare.seconds / made.seconds),
    backupMBs: speed(made.seconds),
    bareMBs: speed(bare.seconds),
    checkMBs: speed(checked.seconds),
    restoreMBs: speed(restored.seconds),
    restoreRatio: round(bareIn.seconds / restored.seconds, 3),
    bareRestoreMBs: speed(bareIn.seconds),
    megabytes: round(bytes / 1e6, 0),
    packedMB: round(packed / 1e6, 0),
    peakMB: round(peak / 1e6, 0),
  })
} finally {
  await bench.doors.owner.query(`delete from files where type = 'application/x-bench'`)
  await rm(join(bench.program.dataDir, 'files'), { recursive: true, force: true })
  await bench.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const started = performance.now()
  return { result: await work(), seconds: (performance.now() - started) / 1000 }
}

async function bareCopy(url: string, tables: { name: string; columns: string[] }[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const { name, columns } of tables)
    for await (const _ of client.query(copyTo(`copy (select ${columns.join(', ')} from ${name}) to stdout`)));
  await client.end()
}

/** The same rows into tables of the same columns, and nothing else. */
async function copyAcross(from: string, to: string, tables: { name: string; columns: string[] }[]) {
  const [source, target] = [
    new pg.Client({ connectionString: from }),
    new pg.Client({ connectionString: to }),
  ]
  await Promise.all([source.connect(), target.connect()])
  await target.query('create schema bare')
  for (const { name, columns } of tables) {
    const bare = `bare.${name.replace('.', '_')}`
    await target.query(`create table ${bare} as select ${columns.join(', ')} from ${name} limit 0`)
    await pipeline(
      source.query(copyTo(`copy (select ${columns.join(', ')} from ${name}) to stdout`)),
      target.query(copyFrom(`copy ${bare} (${columns.join(', ')}) from stdin`)),
    )
  }
  await Promise.all([source.end(), target.end()])
}

/** Two hundred megabytes of what people attach: photos and documents are packed already. */
async function someFiles(store: FileStore) {
  for (let n = 0; n < 1000; n++) {
    const content = randomBytes(200_000)
    const sha256 = createHash('sha256').update(content).digest()
    const hex = sha256.toString('hex')
    await store.disk.put(`${workspaceId}/${hex.slice(0, 2)}/${hex}`, content)
    await bench.doors.owner.query(
      `insert into files (workspace_id, id, sha256, bytes, type) values ($1, gen_random_uuid(), $2, $3, 'application/x-bench')`,
      [workspaceId, sha256, content.length],
    )
  }
}
