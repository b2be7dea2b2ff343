import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Receipts } from '#server/platform/schema.ts'
import { repairHeaders } from './charset.ts'
import { addressesOf, parseHeaderBlock } from './headers.ts'

export type ReceiptRecord = Omit<Selectable<Receipts>, 'raw'>

export interface Envelope {
  from: string | null
  to: string[]
  via: 'smtp' | 'imap' | 'api'
  remoteAddress?: string
  helo?: string
}

/** A mail as it came, for one channel. */
export interface RawMail {
  channelId: string
  raw: Uint8Array
  envelope: Envelope
  /** Set when it is not to be read, only shown to people; `detail` tells them which mail it is. */
  parked?: { reason: string; detail: string; bytes: number }
}

export interface Stored {
  receipt: ReceiptRecord
  /** False when the same mail was here already: the receipt is its first one. */
  isNew: boolean
}

/** Mails up to here are kept in the database, in the very transaction of their receipt; larger ones in the file store. */
const inDatabase = 512 * 1024

/**
 * Stores mails as they came, before anything is understood, in one transaction. The same mail again, however often and
 * from wherever it is retried, finds its first receipt. `also` joins the transaction.
 */
export async function storeMails(
  ground: Ground,
  workspaceId: string,
  mails: RawMail[],
  also?: (tx: Tx) => Promise<void>,
): Promise<Stored[]> {
  const rows = mails.map(mail => rowOf(ground, workspaceId, mail))
  // The file store may be slow: nothing is locked meanwhile.
  for (const row of rows)
    if (row.raw === null) await ground.files.keep(workspaceId, keptName(row.id), row.bytesToKeep!)
  const stored = await ground.db.inWorkspace(workspaceId, async tx => {
    const result = rows.length > 0 ? await insertRows(tx, rows) : []
    await also?.(tx)
    return result
  })
  for (const [index, row] of rows.entries())
    if (row.raw === null && !stored[index]!.isNew) await ground.files.dropKept(workspaceId, keptName(row.id))
  return stored
}

/** The name under which a large raw mail lies in the file store, apart from files that anything else could point to. */
export const keptName = (receiptId: string) => `raw/${receiptId}`

/** The bytes of a stored mail, wherever they lie. */
export async function rawOf(
  ground: Ground,
  { workspace_id, id, raw_sha256 }: Pick<ReceiptRecord, 'workspace_id' | 'id' | 'raw_sha256'>,
): Promise<Uint8Array | undefined> {
  if (raw_sha256) return ground.files.readKept(workspace_id, keptName(id))
  const row = await ground.db.system
    .selectFrom('receipts')
    .select('raw')
    .where('workspace_id', '=', workspace_id)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.raw ?? undefined
}

/** Everything but the bytes. */
export const receiptColumns = [
  'workspace_id',
  'channel_id',
  'external_id',
  'id',
  'state',
  'reason',
  'detail',
  'lane',
  'envelope',
  'bytes',
  'raw_sha256',
  'attempts',
  'next_attempt_at',
  'received_at',
  'understood_at',
  'conversation_id',
  'message_id',
] as const

function rowOf(ground: Ground, workspaceId: string, { channelId, raw, envelope, parked }: RawMail) {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const sha256 = createHash('sha256').update(bytes).digest()
  const isLarge = bytes.length > inDatabase
  const now = ground.clock.now()
  return {
    bytesToKeep: isLarge ? bytes : undefined,
    id: ground.newId(),
    raw: isLarge ? null : bytes,
    columns: {
      workspace_id: workspaceId,
      channel_id: channelId,
      external_id: sha256.toString('hex'),
      state: parked ? ('parked' as const) : ('stored' as const),
      reason: parked?.reason ?? null,
      detail: parked?.detail ?? null,
      lane: laneOf(bytes, envelope),
      // No database takes a NUL, which a client may well say in its HELO.
      envelope: JSON.stringify(envelope).replaceAll('\\u0000', ''),
      bytes: parked?.bytes ?? bytes.length,
      raw_sha256: isLarge ? sha256 : null,
      received_at: now,
      understood_at: parked ? now : null,
    },
  }
}

async function insertRows(tx: Tx, rows: ReturnType<typeof rowOf>[]): Promise<Stored[]> {
  const inserted = await tx
    .insertInto('receipts')
    .values(rows.map(({ id, raw, columns }) => ({ id, raw, ...columns })))
    .onConflict(conflict => conflict.columns(['workspace_id', 'channel_id', 'external_id']).doNothing())
    .returning(receiptColumns)
    .execute()
  const byId = new Map(inserted.map(receipt => [receipt.id, receipt]))
  const doubles = rows.filter(row => !byId.has(row.id))
  const known = doubles.length === 0 ? [] : await firstReceipts(tx, doubles)
  return rows.map(row => {
    const receipt = byId.get(row.id)
    if (receipt) return { receipt, isNew: true }
    const { channel_id, external_id } = row.columns
    const first = known.find(one => one.channel_id === channel_id && one.external_id === external_id)
    return { receipt: first!, isNew: false }
  })
}

async function firstReceipts(tx: Tx, rows: ReturnType<typeof rowOf>[]): Promise<ReceiptRecord[]> {
  return tx
    .selectFrom('receipts')
    .select(receiptColumns)
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb =>
      eb.or(rows.map(({ columns: { channel_id, external_id } }) => eb.and({ channel_id, external_id }))),
    )
    .execute()
}

/** Who the mail claims to come from: mails of one lane are understood in the order they came. */
function laneOf(raw: Buffer, envelope: Envelope): string {
  const end = raw.indexOf('\r\n\r\n')
  const head = repairHeaders(raw.subarray(0, Math.min(end < 0 ? 16_384 : end, 16_384)))
  const from = addressesOf(parseHeaderBlock(new TextDecoder().decode(head)), 'from', 1)[0]?.address
  return (from ?? envelope.from ?? 'nobody').toLowerCase().replaceAll('\u0000', '').slice(0, 320)
}
