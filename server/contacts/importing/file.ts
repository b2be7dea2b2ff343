import { type Parser, parse } from 'csv-parse'
import { parse as parseNow } from 'csv-parse/sync'
import type { Import } from '#contract/imports.ts'

export type Encoding = Import['encoding']
export type Separator = Import['separator']

const candidates = [';', ',', '\t', '|'] as const satisfies Separator[]

/** How a file was written: by its mark, or by whether its bytes can be UTF-8; what Excel writes in the West otherwise. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** How a workbook of today begins, one of before, and a page set for print. */
const marks = ['504b0304', 'd0cf11e0', '25504446'].map(mark => Buffer.from(mark, 'hex'))

/** True for a workbook, a picture or a page set for print: text of one byte a letter has no empty bytes. */
export function isNoText(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 4096)
  return start.includes(0) || marks.some(mark => start.subarray(0, mark.length).equals(mark))
}

/** The bytes of a file as they are kept: those that put the larger half of each character first are turned round. */
export function keptBytes(bytes: Buffer): Buffer {
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff
  return isBigEndian ? Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16() : bytes
}

/** The line in which a quote is opened and never closed; undefined when every quote is. */
export function openQuoteIn(text: string, separator: Separator): number | undefined {
  try {
    parseNow(text, options(separator))
    return undefined
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number }
    if (code !== 'CSV_QUOTE_NOT_CLOSED') return undefined
    const before = text.lastIndexOf('"')
    return before < 0 ? lines : text.slice(0, before).split('\n').length
  }
}

/** The text of a file, without its mark; no character of it can stop the database. */
export function textOf(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes).replaceAll('\0', '')
}

/** The sign that cuts the first lines into the most columns, the same number in each. */
export function separatorOf(text: string): Separator {
  const beginning = text.slice(0, 50_000)
  let best: { separator: Separator; score: number } = { separator: ';', score: 0 }
  for (const separator of candidates) {
    const rows = firstRows(beginning, separator, 20)
    const [head] = rows
    if (!head || head.length < 2) continue
    const alike = rows.filter(row => row.length === head.length).length / rows.length
    const score = alike * 1000 + head.length
    if (score > best.score) best = { separator, score }
  }
  return best.separator
}

/** Rows from the beginning of a text. */
export function firstRows(text: string, separator: Separator, count: number): string[][] {
  try {
    return parseNow(text, { ...options(separator), to: count }) as string[][]
  } catch {
    return []
  }
}

/** The rows of a text one by one, headings included, without holding all of them. */
export async function* rowsOf(text: string, separator: Separator): AsyncGenerator<string[]> {
  const parser = parse(options(separator))
  // Fed in pieces: what is not asked for yet is not parsed yet.
  const feed = async () => {
    const piece = 256 * 1024
    for (let at = 0; at < text.length; at += piece)
      if (!parser.write(text.slice(at, at + piece))) await roomIn(parser)
    parser.end()
  }
  void feed().catch(error => parser.destroy(error as Error))
  yield* parser as AsyncIterable<string[]>
}

/** Waits until a parser takes more, or is closed; nothing of the wait stays on it. */
const roomIn = (parser: Parser) =>
  new Promise<void>(resolve => {
    const settle = () => {
      parser.off('drain', settle).off('close', settle)
      resolve()
    }
    parser.on('drain', settle).on('close', settle)
  })

const options = (delimiter: Separator) => ({
  delimiter,
  bom: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  trim: true,
})
