import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Receipts } from '#server/platform/schema.ts'
import { addressesOf, parseHeaderBlock } from './headers.ts'

export type ReceiptRecord = Omit<Selectable<Receipts>, 'raw'>

export interface Envelope {
  from: string | null
  to: string[]
  via: 'smtp' | 'imap' | 'api'
  remoteAddress?: string
  helo?: string
}

/** Mails up to here are kept in the database, in the very transaction of their receipt; larger ones in the file store. */
const inDatabase = 512 * 1024

/**
 * Stores a mail as it came, before anything is understood. The same mail again, however often and from wherever it is
 * retried, finds its first receipt.
 */
export async function storeRaw(
  ground: Ground,
  tx: Tx,
  {
    channelId,
    raw,
    envelope,
    externalId,
  }: { channelId: string; raw: Uint8Array; envelope: Envelope; externalId?: string },
): Promise<{ receipt: ReceiptRecord; isNew: boolean }> {
  const id = ground.newId()
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const large = raw.byteLength > inDatabase ? await ground.files.put(tx, raw, 'message/rfc822') : undefined
  const inserted = await tx
    .insertInto('receipts')
    .values({
      workspace_id: tx.workspaceId,
      channel_id: channelId,
      external_id: externalId ?? createHash('sha256').update(raw).digest('hex'),
      id,
      state: 'stored',
      lane: laneOf(bytes, envelope),
      envelope: JSON.stringify(envelope),
      bytes: raw.byteLength,
      raw: large ? null : bytes,
      raw_sha256: large?.sha256 ?? null,
      received_at: ground.clock.now(),
    })
    .onConflict(conflict => conflict.columns(['workspace_id', 'channel_id', 'external_id']).doNothing())
    .returning(receiptColumns)
    .executeTakeFirst()
  if (inserted) return { receipt: inserted, isNew: true }
  const known = await tx
    .selectFrom('receipts')
    .select(receiptColumns)
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_id', '=', channelId)
    .where('external_id', '=', externalId ?? createHash('sha256').update(raw).digest('hex'))
    .executeTakeFirstOrThrow()
  return { receipt: known, isNew: false }
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

/** Who the mail claims to come from: mails of one lane are understood in the order they came. */
function laneOf(raw: Buffer, envelope: Envelope): string {
  const end = raw.indexOf('\r\n\r\n')
  const head = raw.subarray(0, Math.min(end < 0 ? 16_384 : end, 16_384)).toString('latin1')
  const from = addressesOf(parseHeaderBlock(head), 'from', 1)[0]?.address
  return (from ?? envelope.from ?? 'nobody').toLowerCase().slice(0, 320)
}
