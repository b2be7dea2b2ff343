import { createHmac } from 'node:crypto'
import { z } from 'zod'

/** A backup could not be made, read or restored; the message is the one sentence to show. */
export class BackupFailed extends Error {
  override name = 'BackupFailed'
}

/** The shape of archives that this program writes; it reads those of its own number and below. */
export const archiveFormat = 1

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()

/** What an archive says of itself, first of all. */
export const head = z.object({
  format: z.number().int(),
  kind: z.literal('backup'),
  version: z.string(),
  madeAt: z.iso.datetime(),
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256 })),
  keyMark: z.string(),
})
export type Head = z.infer<typeof head>

const tableSummary = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  key: z.array(z.string()),
  rows: count,
  bytes: count,
  sha256,
})
export type TableSummary = z.infer<typeof tableSummary>

/** What an archive says last: an archive without it was cut short. */
export const manifest = head.extend({
  /** First days of the months that hold rows by time. */
  months: z.array(z.iso.date()),
  tables: z.array(tableSummary),
  /** Jobs that waited, which go back to the outbox. */
  waitingJobs: tableSummary,
  sequences: z.array(z.object({ name: z.string(), value: z.number().int() })),
  files: z.object({ count, bytes: count, sha256 }),
  /** Mails that had not left: they leave when the archive runs again. */
  mailsToSend: count,
  warnings: z.array(z.string()),
})
export type Manifest = z.infer<typeof manifest>

/** One line for each file, in lists that follow the files they name. */
export const fileLine = z.object({ path: z.string(), bytes: count, sha256 })
export type FileLine = z.infer<typeof fileLine>

/** Tells whether two Boucles share a secret key, without telling the key. */
export function markOfKey(secretKey: string): string {
  return createHmac('sha256', secretKey).update('boucle backup').digest('hex').slice(0, 32)
}
