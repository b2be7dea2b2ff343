import { createHash } from 'node:crypto'
import type pg from 'pg'
import { type ArchiveWriter, createArchive } from '#server/platform/backup/archive.ts'
import { copyOut, openCopying, plainLines } from '#server/platform/backup/tables.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isId } from '#server/platform/ids.ts'
import { linesQuery, type WorkspaceTable, workspaceTables } from './workspace-tables.ts'

export interface ExportDeps {
  /** The owner's direct address. */
  databaseUrl: string
  version: string
}

export interface ExportManifest {
  format: 1
  kind: 'workspace'
  version: string
  madeAt: string
  workspaceId: string
  /** The last migration: the shape of the tables. */
  shape: string
  tables: { name: string; rows: number; bytes: number; sha256: string }[]
  files: { path: string; bytes: number; sha256: string }[]
}

/**
 * Writes a whole workspace as open files: JSON Lines, the files it exchanged, and a page that tells what each column is.
 * All of it is of one instant.
 */
export async function writeWorkspace(
  ground: Ground,
  deps: ExportDeps,
  path: string,
  workspaceId: string,
  onProgress: (percent: number) => Promise<void>,
): Promise<ExportManifest> {
  if (!isId(workspaceId)) throw new TypeError('a workspace id is a uuid')
  const archive = createArchive(path)
  const client = await openCopying(deps.databaseUrl)
  try {
    await client.query('begin isolation level repeatable read read only')
    const tables = await workspaceTables(client)
    await archive.add('schema.md', Buffer.from(await schemaPage(client, tables)))
    const written: ExportManifest['tables'] = []
    for (const [index, table] of tables.entries()) {
      written.push(await writeTable(archive, client, table, workspaceId))
      await onProgress(Math.round(((index + 1) / tables.length) * 70))
    }
    const { rows: files } = await client.query<{ sha256: Buffer }>(
      'select distinct sha256 from files where workspace_id = $1 order by 1',
      [workspaceId],
    )
    const { rows: shape } = await client.query<{ name: string }>('select max(name) as name from migrations')
    await client.query('commit')
    const manifest: ExportManifest = {
      format: 1,
      kind: 'workspace',
      version: deps.version,
      madeAt: ground.clock.now().toISOString(),
      workspaceId,
      shape: shape[0]!.name,
      tables: written,
      files: await writeFiles(ground, archive, workspaceId, files, onProgress),
    }
    await archive.add('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))
    await archive.finish()
    return manifest
  } catch (error) {
    await archive.abandon()
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

async function writeTable(
  archive: ArchiveWriter,
  client: pg.Client,
  table: WorkspaceTable,
  workspaceId: string,
) {
  let piece = 0
  const { rows, bytes, sha256 } = await copyOut(
    client,
    table,
    linesQuery(table, workspaceId),
    async content => {
      piece += 1
      await archive.add(`tables/${table.plain}/${String(piece).padStart(6, '0')}.jsonl`, content)
    },
    plainLines,
  )
  return { name: table.plain, rows, bytes, sha256 }
}

async function writeFiles(
  ground: Ground,
  archive: ArchiveWriter,
  workspaceId: string,
  files: { sha256: Buffer }[],
  onProgress: (percent: number) => Promise<void>,
): Promise<ExportManifest['files']> {
  const written: ExportManifest['files'] = []
  for (const [index, { sha256 }] of files.entries()) {
    const content = Buffer.from(await ground.files.readBytes(workspaceId, sha256))
    const path = `files/${sha256.toString('hex')}`
    await archive.add(path, content)
    written.push({
      path,
      bytes: content.byteLength,
      sha256: createHash('sha256').update(content).digest('hex'),
    })
    if (index % 100 === 99) await onProgress(70 + Math.round((index / files.length) * 29))
  }
  return written
}

/** What each table and column is, read from the database itself. */
async function schemaPage(client: pg.Client, tables: WorkspaceTable[]): Promise<string> {
  const { rows } = await client.query<{ name: string; column: string; type: string; nullable: boolean }>(
    `select format('%I.%I', n.nspname, c.relname) as name, quote_ident(a.attname) as column,
      format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition
    order by 1, a.attnum`,
  )
  const columns = Map.groupBy(rows, row => row.name)
  const sections = tables.map(
    table => `## ${table.plain}

| Column | Type | May be empty |
|---|---|---|
${(columns.get(table.name) ?? [])
  .filter(({ column }) => table.columns.includes(column))
  .map(({ column, type, nullable }) => `| ${column} | ${type} | ${nullable ? 'yes' : 'no'} |`)
  .join('\n')}
Key: ${table.key.join(', ').replaceAll(' collate "C"', '')}
`,
  )
  return `# A workspace of Boucle

\`tables/\` holds the rows of each table as JSON Lines (UTF-8, one object a line, in the order of the key; long tables in
several files), \`files/\` the attachments under their SHA-256, which the table \`files\` names in hexadecimal after \`\\x\`.
\`manifest.json\` counts and hashes all of it. Times are ISO 8601 in UTC. Passwords, keys and links that let somebody in are
not here; what channels keep secret is sealed.

Another Boucle of the same version or a later one takes it in: \`npm run import -- FILE --administrator ADDRESS\`.

${sections.join('\n')}`
}
