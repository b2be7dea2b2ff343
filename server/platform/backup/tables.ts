import { createHash } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { TableSummary } from './manifest.ts'

/** A table of ours, as its content is written and compared. */
export interface Table {
  /** With its schema, as PostgreSQL quotes it. */
  name: string
  columns: string[]
  /** What its rows are sorted by: its primary key. */
  key: string[]
}

/** Schemas that hold what people entrusted to us; the queue's own goes by way of the outbox. */
const schemas = ['public', 'auth']

/** Says which migrations there are: written at the head of an archive instead. */
const notCopied = ['migrations']

/** Every table whose rows make up a Boucle, those that others refer to first; partitions go with their parents. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table & { parents: string[] }>(
    `select format('%I.%I', n.nspname, c.relname) as name,
      array(
        select quote_ident(a.attname) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum
      ) as columns,
      array(
        select quote_ident(a.attname)
          || case when a.attcollation <> 0 then ' collate "C"' else '' end
        from pg_index i
        cross join unnest(i.indkey) with ordinality as k (attnum, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary
        order by k.place
      ) as key,
      array(
        select format('%I.%I', pn.nspname, p.relname)
        from pg_constraint f join pg_class p on p.oid = f.confrelid join pg_namespace pn on pn.oid = p.relnamespace
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
        order by 1
      ) as parents
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> all ($2)
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1`,
    [schemas, notCopied],
  )
  const byName = new Map(rows.map(row => [row.name, row]))
  const sorted = new Map<string, Table>()
  const visit = (row: Table & { parents: string[] }, trail: string[]) => {
    if (sorted.has(row.name) || trail.includes(row.name)) return
    for (const parent of row.parents) if (byName.has(parent)) visit(byName.get(parent)!, [...trail, row.name])
    sorted.set(row.name, { name: row.name, columns: row.columns, key: row.key })
  }
  for (const row of rows) visit(row, [])
  return [...sorted.values()]
}

/** The rows of a table in the order of its key, in PostgreSQL's own text form, one a line. */
export function contentQuery({ name, columns, key }: Table): string {
  const order = key.length > 0 ? ` order by ${key.join(', ')}` : ''
  return `select ${columns.join(', ')} from ${name}${order}`
}

/** Jobs that wait in the queue, as the outbox would hold them; empty before the queue has been made. */
export async function waitingJobs(client: pg.Client): Promise<{ table: Table; query: string }> {
  const columns = ['workspace_id', 'task', 'payload', 'job_key', 'run_at']
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('jobs._private_jobs') is not null as there`,
  )
  const none = `select null::uuid as workspace_id, '' as task, null::jsonb as payload, '' as job_key, now() as run_at where false`
  const waiting = `
    select (j.payload ->> 'workspaceId')::uuid as workspace_id, t.identifier as task, j.payload::jsonb as payload,
      nullif(substr(j.key, length(t.identifier || '/' || (j.payload ->> 'workspaceId')) + 2), '') as job_key, j.run_at
    from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id
    where j.payload ->> 'workspaceId' is not null and j.attempts < j.max_attempts
    order by j.id`
  return { table: { name: 'public.outbox', columns, key: [] }, query: rows[0]!.there ? waiting : none }
}

/** Opens the owner's connection with one way to write every value, whatever the server's own settings. */
export async function openCopying(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'boucle backup' })
  client.on('error', () => {}) // the query in progress reports it
  await client.connect()
  await client.query(
    `set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set bytea_output = 'hex';
    set extra_float_digits = 1; set client_encoding = 'UTF8'; set statement_timeout = 0; set lock_timeout = 0;
    set idle_in_transaction_session_timeout = 0; set search_path = public`,
  )
  return client
}

const pieceBytes = 4 * 1024 * 1024

/** Lines as they are, for a column of JSON: it holds none of these signs. */
export const plainLines = String.raw`with (format csv, quote E'\x01', delimiter E'\x02')`

/** Streams the answer of a query as lines of text, in pieces that end with a line; gives their count and their hash. */
export async function copyOut(
  client: pg.Client,
  table: Table,
  query: string,
  onPiece: (piece: Buffer) => Promise<void> = async () => {},
  format = '',
): Promise<TableSummary> {
  const hash = createHash('sha256')
  let rows = 0
  let bytes = 0
  let held: Buffer[] = []
  let heldBytes = 0
  const hand = async () => {
    if (heldBytes === 0) return
    const piece = Buffer.concat(held)
    held = []
    heldBytes = 0
    hash.update(piece)
    bytes += piece.byteLength
    await onPiece(piece)
  }
  for await (const part of client.query(copyTo(`copy (${query}) to stdout ${format}`))) {
    const chunk = part as Buffer
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
    held.push(chunk)
    heldBytes += chunk.byteLength
    // PostgreSQL hands on whole rows, but nothing promises it: a piece ends where a line does.
    if (heldBytes >= pieceBytes && chunk.at(-1) === 10) await hand()
  }
  await hand()
  return { ...table, rows, bytes, sha256: hash.digest('hex') }
}
