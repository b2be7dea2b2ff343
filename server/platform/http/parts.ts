import type { FastifyRequest } from 'fastify'
import { Refused } from '../errors.ts'
import { type Fields, fieldsOf, withoutNul } from '../pages/forms.ts'
import { safeFileName, sniffType } from '../sent-file.ts'

export interface SentFile {
  /** Which field of the form it came in. */
  field: string
  name: string
  /** What the bytes say, not what the sender says. */
  type: string
  bytes: Buffer
}

/** Why files were left out: one is too large, or all of them together; or there are more than may come at once. */
export type FilesRefused = 'too_large' | 'too_many'

export interface SentForm {
  /** Values by field, several for boxes that were ticked together. */
  values: Map<string, string[]>
  fields: Fields
  files: SentFile[]
  /** Something is missing in `files`; what was written is all there, for the page to show it again. */
  refused?: FilesRefused
}

/** A whole form of a page with its files in memory, as a browser without scripts sends it. Refuses what is cut. */
export async function sentForm(
  request: FastifyRequest,
  { mostFiles, mostBytes }: { mostFiles: number; mostBytes: number },
): Promise<SentForm> {
  if (!request.isMultipart()) {
    const fields = fieldsOf(request.body)
    const values = Object.entries(fields).map(([name, value]): [string, string[]] => [name, [value ?? '']])
    return { values: new Map(values), fields, files: [] }
  }
  const values = new Map<string, string[]>()
  const files: SentFile[] = []
  let total = 0
  let refused: FilesRefused | undefined
  try {
    // More files than are taken are read past, so that the words that stand behind them are not lost.
    const readFiles = mostFiles * 4
    const limits = {
      files: readFiles,
      fileSize: mostBytes,
      fields: 200,
      parts: 200 + readFiles,
      fieldSize: 100_000,
    }
    // Known to the reader of parts, not to its types: a file beyond the limit is cut and says so.
    const whole = { limits, throwFileSizeLimit: false }
    for await (const part of request.parts(whole)) {
      if (part.type === 'field') {
        values.set(part.fieldname, [...(values.get(part.fieldname) ?? []), withoutNul(String(part.value))])
        continue
      }
      if (files.length >= mostFiles || refused) {
        if (part.filename) refused ??= 'too_many'
        part.file.resume()
        continue
      }
      const bytes = await part.toBuffer()
      total += bytes.length
      if (part.file.truncated || total > mostBytes * 2) {
        refused = 'too_large'
        continue
      }
      // A field that was left empty arrives as a file without name or bytes.
      if (bytes.length === 0 && !part.filename) continue
      const type = await sniffType(bytes, 'application/octet-stream')
      const name = safeFileName(part.filename, type, files.length + 1)
      files.push({ field: part.fieldname, name, type, bytes })
    }
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    if (error instanceof Refused) throw error
    throw statusCode === 413
      ? new Refused('request.too_large', {}, 413)
      : new Refused('request.malformed', {}, 400)
  }
  const fields = Object.fromEntries(
    [...values].flatMap(([name, [only, ...more]]) => (more.length ? [] : [[name, only]])),
  )
  return { values, fields, files, ...(refused && { refused }) }
}
