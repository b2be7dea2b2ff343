/** A row whose values are what a column may hold. */
export type CopyRow = Record<string, unknown>

const chunkLength = 256 * 1024

/** The lines of PostgreSQL's text COPY for rows of one workspace, in chunks of some size. */
export function* copyLines(
  workspaceId: string,
  columns: readonly string[],
  rows: Iterable<CopyRow>,
  isArray: (column: string) => boolean,
): Generator<string> {
  const encoders = columns.map(column => (isArray(column) ? arrayText : plainText))
  let chunk = ''
  for (const row of rows) {
    chunk += workspaceId
    for (let index = 0; index < columns.length; index++) {
      const value = row[columns[index]!]
      chunk += value === null || value === undefined ? '\t\\N' : `\t${encoders[index]!(value)}`
    }
    chunk += '\n'
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk) yield chunk
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`
  return escaped(JSON.stringify(value))
}

/** A PostgreSQL array of texts: each one quoted, then the whole as a COPY value. */
function arrayText(value: unknown): string {
  const items = (value as unknown[]).map(item => `"${String(item).replace(/["\\]/g, '\\$&')}"`)
  return escaped(`{${items.join(',')}}`)
}

const special = /[\\\n\r\t]/
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[\\\n\r\t]/g, letter => escapes[letter]!) : text
}
