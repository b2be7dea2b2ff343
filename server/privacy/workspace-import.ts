import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { contentOf, readArchive } from '#server/platform/backup/archive.ts'
import { BackupFailed } from '#server/platform/backup/manifest.ts'
import { type FileStore, putFile } from '#server/platform/backup/store.ts'
import { copyOut, openCopying, plainLines } from '#server/platform/backup/tables.ts'
import { isEmptyTarget, openForLoading } from '#server/platform/backup/target.ts'
import type { ExportManifest } from './workspace-export.ts'
import { linesQuery, type WorkspaceTable, workspaceTables } from './workspace-tables.ts'

/**
 * The oldest shape that is taken in. What was added since is nothing, or what its column says by itself; a migration that
 * changes what rows mean, and cannot be made up so, moves this.
 */
export const oldestShape = '0050_erased_cards.sql'

/**
 * Takes in an exported workspace under its own ids: read and checked whole first, loaded in one transaction, compared line
 * by line before it is kept. Refused where the workspace is already. `settle` ends the same transaction.
 */
export async function importWorkspace(
  file: string,
  {
    url,
    store,
    settle = async () => {},
  }: {
    url: string
    store: FileStore
    settle?: (client: pg.Client, workspaceId: string) => Promise<void>
  },
): Promise<ExportManifest> {
  const { manifest, ids, columnsOf } = await check(file)
  const client = await openCopying(url)
  try {
    await requireShape(client, manifest)
    const isAlone = await isEmptyTarget(client)
    await client.query('begin')
    const known = await client.query('select from workspaces where id = $1', [manifest.workspaceId])
    if (known.rowCount) throw new BackupFailed('This workspace is here already: nothing was changed.')
    const tables = await fitting(client, await workspaceTables(client), manifest, columnsOf)
    await client.query(
      'select ensure_partitions(min(time_of_id(id)), max(time_of_id(id))) from unnest($1::uuid[]) as id having count(*) > 0',
      [ids],
    )
    // Where nobody else is, indexes and references come back at once at the end: many times faster than row by row.
    const closing = isAlone ? await openForLoading(client) : await withoutTriggers(client, tables)
    await load(client, file, manifest, tables, store)
    await client.query(
      `insert into message_search (workspace_id, message_id, conversation_id, tsv)
      select workspace_id, id, conversation_id,
        message_words(language, subject, concat_ws(E'\\n', from_name, from_address), left(text, 100000))
      from messages where workspace_id = $1`,
      [manifest.workspaceId],
    )
    for (const statement of closing) await client.query(statement)
    for (const table of tables) await compare(client, manifest, table)
    await settle(client, manifest.workspaceId)
    // Whoever takes a workspace in again that was erased here wants it to live: no start erases it any more.
    const farewell = `farewells/${manifest.workspaceId}.json`
    if (await store.disk.exists(farewell)) await store.disk.delete(farewell)
    await client.query('commit')
    await client.query('analyze')
    return manifest
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

/** Refuses an export of a newer Boucle, of another line of it, or one too old to be made up. */
async function requireShape(client: pg.Client, { shape, version }: ExportManifest): Promise<void> {
  const { rows } = await client.query<{ last: string; is_known: boolean }>(
    'select max(name) as last, bool_or(name = $1) as is_known from migrations',
    [shape],
  )
  const { last, is_known } = rows[0]!
  const whose = `The export is of Boucle ${version} (${shape})`
  if (shape > last)
    throw new BackupFailed(`${whose}, newer than this one (${last}): bring this one up to date.`)
  if (!is_known || shape < oldestShape)
    throw new BackupFailed(
      `${whose}, which this one (${last}) cannot make up for: bring the other up to date, and export again.`,
    )
}

/**
 * The tables of the export with the columns that it has. Those that came since keep what they hold by themselves; refused
 * where something of the export has no place any more, or where what came since must be said.
 */
async function fitting(
  client: pg.Client,
  tables: WorkspaceTable[],
  manifest: ExportManifest,
  columnsOf: Map<string, string[]>,
): Promise<WorkspaceTable[]> {
  const { rows: needed } = await client.query<{ name: string; column: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef
      and a.attidentity = ''`,
  )
  const byName = new Map(tables.map(table => [table.plain, table]))
  return manifest.tables.flatMap(({ name, rows }) => {
    const table = byName.get(name)
    if (rows === 0) return table ?? []
    if (!table) throw new BackupFailed(`This Boucle has no ${name} any more: nothing was changed.`)
    const told = columnsOf.get(name) ?? []
    const here = table.columns.map(bare)
    const gone = told.filter(column => !here.includes(column))
    const missing = needed.filter(
      one => one.name === table.name && here.includes(one.column) && !told.includes(one.column),
    )
    if (gone.length > 0 || missing.length > 0)
      throw new BackupFailed(
        `${name} has another shape here (${[...gone, ...missing.map(({ column }) => column)].join(', ')}): nothing was changed.`,
      )
    return { ...table, columns: table.columns.filter(column => told.includes(bare(column))) }
  })
}

/** A column without the quotes that PostgreSQL puts around words of its own. */
const bare = (column: string) => column.replace(/^"(.*)"$/, '$1')

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
async function insertLines(client: pg.Client, { name, columns }: WorkspaceTable): Promise<void> {
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

/** Reads all of it; gives the ids that its months lie between, and the columns of each table. */
async function check(
  file: string,
): Promise<{ manifest: ExportManifest; ids: string[]; columnsOf: Map<string, string[]> }> {
  const ids: string[] = []
  let manifest: ExportManifest | undefined
  const sums = new Map<string, { hash: ReturnType<typeof createHash> }>()
  const columnsOf = new Map<string, string[]>()
  try {
    for await (const entry of readArchive(file)) {
      if (entry.name === 'manifest.json') {
        manifest = JSON.parse(String(await contentOf(entry))) as ExportManifest
        continue
      }
      const name = entry.name.startsWith('tables/') ? entry.name.split('/')[1]! : entry.name
      const sum = sums.get(name) ?? { hash: createHash('sha256') }
      sums.set(name, sum)
      if (byMonth.includes(name)) {
        const content = await contentOf(entry)
        sum.hash.update(content)
        ids.push(...outerIds(content))
        const end = content.indexOf('\n')
        if (end >= 0 && !columnsOf.has(name)) columnsOf.set(name, columnsIn(content.subarray(0, end)))
        continue
      }
      let head = columnsOf.has(name) || !entry.name.startsWith('tables/') ? undefined : Buffer.alloc(0)
      for await (const part of entry.content) {
        sum.hash.update(part)
        if (!head) continue
        head = Buffer.concat([head, part])
        const end = head.indexOf('\n')
        if (end < 0) continue
        columnsOf.set(name, columnsIn(head.subarray(0, end)))
        head = undefined
      }
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
  return { manifest, ids, columnsOf }
}

/** Every row names all its columns, empty ones too. */
const columnsIn = (line: Buffer): string[] => Object.keys(JSON.parse(String(line)) as object)

/** Tables that have a part for each month. */
const byMonth = ['events', 'messages']

/** Lines are in the order of their ids, and ids in that of time: the first and the last say between what a piece lies. */
function outerIds(content: Buffer): string[] {
  const text = String(content).trimEnd()
  if (text === '') return []
  const [first, last] = [
    text.slice(0, text.indexOf('\n') + 1 || undefined),
    text.slice(text.lastIndexOf('\n') + 1),
  ]
  return [first, last].map(line => String(JSON.parse(line).id))
}
