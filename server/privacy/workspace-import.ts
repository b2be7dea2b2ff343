import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { contentOf, readArchive } from '#server/platform/backup/archive.ts'
import { BackupFailed } from '#server/platform/backup/manifest.ts'
import { type FileStore, putFile } from '#server/platform/backup/store.ts'
import { copyOut, openCopying, plainLines } from '#server/platform/backup/tables.ts'
import type { ExportManifest } from './workspace-export.ts'
import { linesQuery, type WorkspaceTable, workspaceTables } from './workspace-tables.ts'

/**
 * Takes in an exported workspace under its own ids: read and checked whole first, loaded in one transaction, compared line
 * by line before it is kept. Refused where the workspace is already.
 */
export async function importWorkspace(
  file: string,
  { url, store }: { url: string; store: FileStore },
): Promise<ExportManifest> {
  const manifest = await check(file)
  const client = await openCopying(url)
  try {
    const { rows: shape } = await client.query<{ name: string }>('select max(name) as name from migrations')
    if (shape[0]!.name !== manifest.shape)
      throw new BackupFailed(
        `The export has the shape of Boucle ${manifest.version} (${manifest.shape}), this one of ${shape[0]!.name}: bring both to one version.`,
      )
    await client.query('begin')
    const known = await client.query('select from workspaces where id = $1', [manifest.workspaceId])
    if (known.rowCount) throw new BackupFailed('This workspace is here already: nothing was changed.')
    const tables = await workspaceTables(client)
    const opened = await withoutTriggers(client, tables)
    await load(client, file, manifest, tables, store)
    for (const statement of opened) await client.query(statement)
    for (const table of tables) await compare(client, manifest, table)
    await client.query(
      `insert into message_search (workspace_id, message_id, conversation_id, tsv)
      select workspace_id, id, conversation_id,
        message_words(language, subject, concat_ws(E'\\n', from_name, from_address), left(text, 100000))
      from messages where workspace_id = $1`,
      [manifest.workspaceId],
    )
    await client.query('commit')
    return manifest
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

/** Events have their numbers already, and people their cards. */
async function withoutTriggers(client: pg.Client, tables: WorkspaceTable[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct t.tgrelid::regclass::text as name
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and not c.relispartition and c.relnamespace = 'public'::regnamespace`,
  )
  const names = rows.map(({ name }) => name).filter(name => tables.some(({ plain }) => plain === name))
  for (const name of names) await client.query(`alter table ${name} disable trigger user`)
  return names.map(name => `alter table ${name} enable trigger user`)
}

async function load(
  client: pg.Client,
  file: string,
  manifest: ExportManifest,
  tables: WorkspaceTable[],
  store: FileStore,
): Promise<void> {
  await client.query('create temporary table lines (at bigserial, row jsonb) on commit drop')
  const byName = new Map(tables.map(table => [table.plain, table]))
  let current: WorkspaceTable | undefined
  const settle = async () => {
    if (current) await insertLines(client, current)
    current = undefined
  }
  for await (const entry of readArchive(file)) {
    const [kind, name = ''] = entry.name.split('/')
    if (kind === 'tables') {
      if (current?.plain !== name) await settle()
      current = byName.get(name)
      const stream = client.query(copyFrom(`copy lines (row) from stdin ${plainLines}`))
      const done = new Promise<void>((resolve, reject) =>
        stream.once('finish', resolve).once('error', reject),
      )
      done.catch(() => {}) // said below
      for await (const part of entry.content)
        if (!stream.write(part)) await Promise.race([once(stream, 'drain'), done])
      stream.end()
      await done
    } else if (kind === 'files') {
      await settle()
      await putFile(store, `${manifest.workspaceId}/${name.slice(0, 2)}/${name}`, entry.content, entry.bytes)
    } else for await (const _ of entry.content);
  }
  await settle()
}

/** All rows of a table in one statement: those that point to others of their table find them. */
async function insertLines(client: pg.Client, { name, plain, columns }: WorkspaceTable): Promise<void> {
  if (['events', 'messages'].includes(plain))
    await client.query(
      `select ensure_partitions(min(time_of_id((row ->> 'id')::uuid)), max(time_of_id((row ->> 'id')::uuid))) from lines`,
    )
  await client.query(
    `insert into ${name} (${columns.join(', ')})
    select ${columns.map(column => `r.${column}`).join(', ')}
    from lines, jsonb_populate_record(null::${name}, row) as r order by lines.at`,
  )
  await client.query('truncate lines')
}

async function compare(client: pg.Client, { tables, workspaceId }: ExportManifest, table: WorkspaceTable) {
  const wanted = tables.find(({ name }) => name === table.plain)
  const found = await copyOut(client, table, linesQuery(table, workspaceId), async () => {}, plainLines)
  if (wanted?.rows !== found.rows || wanted.sha256 !== found.sha256)
    throw new BackupFailed(`${table.plain} did not come in as it was: nothing was changed.`)
}

async function check(file: string): Promise<ExportManifest> {
  let manifest: ExportManifest | undefined
  const sums = new Map<string, { hash: ReturnType<typeof createHash>; rows: number }>()
  try {
    for await (const entry of readArchive(file)) {
      if (entry.name === 'manifest.json') {
        manifest = JSON.parse(String(await contentOf(entry))) as ExportManifest
        continue
      }
      const name = entry.name.startsWith('tables/') ? entry.name.split('/')[1]! : entry.name
      const sum = sums.get(name) ?? { hash: createHash('sha256'), rows: 0 }
      sums.set(name, sum)
      for await (const part of entry.content) sum.hash.update(part)
    }
  } catch (error) {
    if (error instanceof BackupFailed) throw error
    throw new BackupFailed(
      `${file} is damaged (${error instanceof Error ? error.message : error}): nothing was changed.`,
    )
  }
  if (manifest?.kind !== 'workspace')
    throw new BackupFailed(`${file} is not a whole workspace of Boucle: nothing was changed.`)
  const empty = createHash('sha256').digest('hex')
  const parts = [...manifest.tables, ...manifest.files.map(({ path, sha256 }) => ({ name: path, sha256 }))]
  for (const { name, sha256 } of parts)
    if ((sums.get(name)?.hash.digest('hex') ?? empty) !== sha256)
      throw new BackupFailed(`${file} is damaged (${name}): nothing was changed.`)
  return manifest
}
