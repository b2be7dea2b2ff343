import pg from 'pg'

interface Column {
  table: string
  column: string
  type: string
  nullable: boolean
  has_default: boolean
  check: string | null
}

const typescript: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  bool: 'boolean',
  timestamptz: 'Timestamp',
  jsonb: 'Json',
  bytea: 'Buffer',
  tsvector: 'string',
  _text: 'string[]',
  _uuid: 'string[]',
}

/** Writes the Kysely types of a migrated database, so that a misspelt column is a type error. */
export async function schemaTypes(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Column>(`
    select c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
      (a.atthasdef or a.attidentity <> '') as has_default,
      (select pg_get_constraintdef(k.oid) from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
          and pg_get_constraintdef(k.oid) ~ 'ANY \\(+ARRAY' limit 1) as check
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname, a.attnum`)
  await client.end()
  const tables = Map.groupBy(rows, row => row.table)
  const interfaces = [...tables].map(([table, columns]) => {
    const lines = columns.map(column => `  ${column.column}: ${columnType(column)}`)
    return `export interface ${pascal(table)} {\n${lines.join('\n')}\n}\n`
  })
  const index = [...tables.keys()].map(table => `  ${table}: ${pascal(table)}`).join('\n')
  return `// Written by scripts/schema.ts from the migrations; a test compares. Do not edit.
import type { ColumnType, JSONColumnType } from 'kysely'

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>

export type Timestamp = ColumnType<Date, Date | string, Date | string>
export type Json = JSONColumnType<object, object | string, object | string>

${interfaces.join('\n')}
export interface DB {
${index}
}
`
}

function columnType({ type, nullable, has_default, check }: Column): string {
  const choices = check ? [...check.matchAll(/'([^']+)'::text/g)].map(match => `'${match[1]}'`) : []
  const base =
    choices.length > 0 && type === 'text' ? choices.join(' | ') : (typescript[type] ?? unknownType(type))
  if (has_default) return nullable ? `Generated<${base} | null>` : `Generated<${base}>`
  return nullable ? `${base} | null` : base
}

function unknownType(type: string): never {
  throw new Error(`schemaTypes knows no TypeScript type for ${type}`)
}

const pascal = (name: string) =>
  name.replaceAll(/(^|_)([a-z])/g, (_whole, _gap, letter: string) => letter.toUpperCase())
