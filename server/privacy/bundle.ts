import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { sql } from 'kysely'
import yazl from 'yazl'
import type { Tx } from '#server/platform/db.ts'
import type { Files } from '#server/platform/files.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import { bundlePage } from './bundle-page.ts'
import { personalTables } from './map.ts'
import type { Person } from './person.ts'
import { createMasking, type Masking, ownAddresses } from './third-parties.ts'

export type Row = Record<string, unknown>

/** Everything of a person, table by table, and the files that they exchanged with us. */
export interface Gathered {
  tables: { table: string; part: string; rows: Row[] }[]
  files: { name: string; sha256: Buffer }[]
  masking: Masking
}

/** Gathers what is known of a person; the addresses of others are masked, unless they were reviewed. */
export async function gather(tx: Tx, person: Person, reveal: string[] = []): Promise<Gathered> {
  const masking = createMasking(await ownAddresses(tx, person), reveal)
  const tables = []
  for (const { table, part, of, leaveOut = [], inBundle = true } of personalTables) {
    if (!inBundle) continue
    const { rows } = await sql<{ row: Row }>`
      select to_jsonb(t) - ${['workspace_id', ...leaveOut]}::text[] as row
      from ${sql.table(table)} t
      where t.workspace_id = ${tx.workspaceId} and ${of(person)}
      order by to_jsonb(t) ->> coalesce(${table === 'messages' ? 'at' : null}, 'id')`.execute(tx)
    tables.push({ table, part, rows: rows.map(({ row }) => masking.value(row) as Row) })
  }
  const { rows: files } = await sql<{ name: string; sha256: Buffer }>`
    select a.name, f.sha256
    from attachments a join files f on f.workspace_id = a.workspace_id and f.id = a.file_id
    where a.workspace_id = ${tx.workspaceId}
      and (a.conversation_id = any (${person.conversationIds}::uuid[]) or a.message_id = any (${person.messageIds}::uuid[]))
    order by a.created_at, a.id`.execute(tx)
  return { tables, files, masking }
}

export interface BundleOptions {
  language: Language
  workspaceName: string
  at: Date
}

/** Writes a person's bundle: a page to read, the same as JSON and CSV, their files. */
export async function writeBundle(
  { files, t }: { files: Files; t: Translate },
  path: string,
  workspaceId: string,
  gathered: Gathered,
  options: BundleOptions,
): Promise<void> {
  const zip = new yazl.ZipFile()
  const written = pipeline(zip.outputStream, createWriteStream(path, { mode: 0o600, flush: true }))
  written.catch(() => {}) // said below
  const named = uniqueNames(gathered.files.map(({ name }) => name))
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, { mtime: options.at })
  add('index.html', bundlePage(t, gathered, named, options))
  for (const { table, rows } of gathered.tables) {
    add(`data/${table}.json`, `${JSON.stringify(rows, null, 2)}\n`)
    add(`data/${table}.csv`, toCsv(rows))
  }
  for (const [index, { sha256 }] of gathered.files.entries())
    zip.addBuffer(Buffer.from(await files.readBytes(workspaceId, sha256)), `files/${named[index]}`, {
      mtime: options.at,
    })
  zip.end()
  await written
}

/** A cell that a spreadsheet would take for a formula is quoted (SEC-7). */
export function toCsv(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  return stringify(
    rows.map(row => columns.map(column => cell(row[column]))),
    { header: true, columns, escape_formulas: true, bom: true },
  )
}

const cell = (value: unknown) =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

function uniqueNames(names: string[]): string[] {
  const used = new Set<string>()
  return names.map(name => {
    const clean = name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '_') || '_'
    let one = clean
    for (let n = 2; used.has(one.toLowerCase()); n++) one = clean.replace(/(\.[^.]*)?$/, ` (${n})$1`)
    used.add(one.toLowerCase())
    return one
  })
}
