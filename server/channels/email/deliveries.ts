import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Delivery } from '#contract/channels.ts'
import { sendAgain } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dateOf, decodeCursor, idOf } from '#server/platform/paging.ts'
import type { Deliveries } from '#server/platform/schema.ts'
import type { Composed } from './compose.ts'
import { isForgotten } from './keys-in-mails.ts'

type DeliveryRecord = Selectable<Deliveries>

/** Outgoing mails, newest first, one more than asked. */
export async function listDeliveries(
  tx: Tx,
  {
    cursor,
    limit,
    state,
    purpose,
    conversationId,
  }: {
    cursor?: string | undefined
    limit: number
    state?: DeliveryRecord['state'] | undefined
    purpose?: DeliveryRecord['purpose'] | undefined
    conversationId?: string | undefined
  },
): Promise<DeliveryRecord[]> {
  let query = tx
    .selectFrom('deliveries')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (state) query = query.where('state', '=', state)
  if (purpose) query = query.where('purpose', '=', purpose)
  if (conversationId) query = query.where('conversation_id', '=', conversationId)
  if (cursor) {
    const [at, id] = decodeCursor(cursor, 2)
    query = query.where(eb => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(dateOf(at!), idOf(id!))))
  }
  return query.execute()
}

export async function deliveryById(tx: Tx, id: string): Promise<DeliveryRecord> {
  const row = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound('delivery')
  return row
}

/** Sends a mail that failed or waits, now. */
export async function retryDelivery(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<DeliveryRecord> {
  const { mail } = await deliveryById(tx, id)
  if (isForgotten(mail as unknown as Composed)) throw new Refused('channel.words_gone')
  const row = await tx
    .updateTable('deliveries')
    .set({ state: 'queued', attempts: 0, next_attempt_at: ground.clock.now(), locked_until: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'failed'])
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new NotFound('delivery')
  if (row.message_id) await sendAgain(ground, tx, row.message_id)
  await ground.recordEvent(tx, {
    type: 'delivery.retried',
    actor: asEventActor(actor),
    subject: { kind: 'delivery', id },
    ...(row.conversation_id && { conversationId: row.conversation_id }),
  })
  return row
}

export function toDelivery(row: DeliveryRecord): z.infer<typeof Delivery> {
  return {
    id: row.id,
    channelId: row.channel_id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    purpose: row.purpose,
    recipients: row.recipients,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    nextAttemptAt: row.state === 'queued' ? row.next_attempt_at.toISOString() : null,
  }
}
