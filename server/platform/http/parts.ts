import type { FastifyRequest } from 'fastify'
import { fileTypeFromBuffer } from 'file-type'
import { Refused } from '../errors.ts'
import { type Fields, fieldsOf, withoutNul } from '../pages/forms.ts'

export interface SentFile {
  /** Which field of the form it came in. */
  field: string
  name: string
  /** What the bytes say, not what the sender says. */
  type: string
  bytes: Buffer
}

export interface SentForm {
  /** Values by field, several for boxes that were ticked together. */
  values: Map<string, string[]>
  fields: Fields
  files: SentFile[]
}

/** A whole form of a page with its files in memory, as a browser without scripts sends it. Refuses what is cut or too large. */
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
  try {
    const limits = {
      files: mostFiles,
      fileSize: mostBytes,
      fields: 200,
      parts: 200 + mostFiles,
      fieldSize: 100_000,
    }
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        values.set(part.fieldname, [...(values.get(part.fieldname) ?? []), withoutNul(String(part.value))])
        continue
      }
      const bytes = await part.toBuffer()
      total += bytes.length
      if (total > mostBytes * 2) throw new Refused('request.too_large', {}, 413)
      // A field that was left empty arrives as a file without name or bytes.
      if (bytes.length === 0 && !part.filename) continue
      const type = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream'
      files.push({ field: part.fieldname, name: nameOf(part.filename), type, bytes })
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
  return { values, fields, files }
}

/** A name without a path or what no screen shows. */
const nameOf = (name: string | undefined): string =>
  (name ?? '')
    .replaceAll(/^.*[/\\]/g, '')
    .replaceAll(/\p{Cc}/gu, '')
    .slice(0, 200) || 'file'
