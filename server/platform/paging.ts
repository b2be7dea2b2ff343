import { Invalid } from './errors.ts'
import { isId } from './ids.ts'

/** Opaque cursor of a keyset page: the key of its last row. */
export function encodeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** Reads a cursor made by encodeCursor; refuses anything else. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(key) && key.length === length && key.every(part => typeof part === 'string'))
      return key as string[]
  } catch {
    // not ours: refused below
  }
  throw new Invalid('request.cursor')
}

/** An id from a cursor, refused when it is none. */
export function idOf(text: string): string {
  if (!isId(text)) throw new Invalid('request.cursor')
  return text
}

/** A moment from a cursor, to the microsecond, refused when it is none. */
export function momentOf(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Invalid('request.cursor')
  return text
}

/** A moment from a cursor, to the millisecond, refused when it is none. */
export function dateOf(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new Invalid('request.cursor')
  return date
}

/** Cuts one row more than asked into a page and the cursor of the next. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  key: (row: Row) => readonly unknown[],
  shape: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { items: kept.map(shape), next: rows.length > limit && last ? encodeCursor(key(last)) : null }
}
