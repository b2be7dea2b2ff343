import type { FastifyRequest } from 'fastify'
import { Refused } from '../errors.ts'

export interface UploadedFile {
  name: string | undefined
  /** What the sender says it is. */
  claimedType: string
  bytes: Buffer
}

/** The one file of a form, whole in memory; undefined when the form holds none. Refuses what is no form, cut or too large. */
export async function uploadedFile(
  request: FastifyRequest,
  { mostBytes }: { mostBytes?: number } = {},
): Promise<UploadedFile | undefined> {
  if (!request.isMultipart()) throw new Refused('request.media_type', {}, 415)
  try {
    const part = await request.file(mostBytes === undefined ? {} : { limits: { fileSize: mostBytes } })
    return part && { name: part.filename, claimedType: part.mimetype, bytes: await part.toBuffer() }
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    // The reader of forms throws what it meets as it is: a form that ends too early, or has no boundary.
    throw statusCode === 413
      ? new Refused('request.too_large', {}, 413)
      : new Refused('request.malformed', {}, 400)
  }
}
