import { sql } from 'kysely'
import { setDeliveryStatus } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Bounce } from './bounce.ts'

/** The mail of ours that a report is about. */
export interface ReportedMail {
  deliveryId: string
  messageId: string | null
  conversationId: string | null
  contactId: string | null
  isAside: boolean
}

/** Finds the mail of ours that a report is about; undefined when it is none of ours, or does not say. */
export async function reportedMail(tx: Tx, bounce: Bounce): Promise<ReportedMail | undefined> {
  if (!bounce.originalMessageId) return undefined
  const { rows } = await sql<ReportedMail>`
    select d.id as "deliveryId", d.message_id as "messageId", c.id as "conversationId", c.contact_id as "contactId",
      d.purpose = 'side' as "isAside"
    from deliveries d
    left join conversations o on o.workspace_id = d.workspace_id and o.id = d.conversation_id
    left join conversations c on c.workspace_id = d.workspace_id and c.id = coalesce(o.joined_into, o.id)
    where d.workspace_id = ${tx.workspaceId} and d.mail_message_id = ${bounce.originalMessageId}`.execute(tx)
  return rows[0]
}

/** Writes what a report says on the mail it is about: forward only, a loss is never taken back by a later success. */
export async function noteReport(
  ground: Ground,
  tx: Tx,
  { deliveryId, messageId }: ReportedMail,
  { recipients }: Bounce,
): Promise<'bounced' | 'delivered' | undefined> {
  // « Failed » with a 4.x status is lost as well: a server gave up waiting.
  const lost = recipients.filter(({ action }) => action === 'failed')
  const reached = recipients.some(({ action }) => action === 'delivered' || action === 'relayed')
  const state = lost.length > 0 ? 'bounced' : reached ? 'delivered' : undefined
  if (!state) return undefined
  const said =
    lost
      .map(({ address, status, diagnostic }) => [address, status, diagnostic].filter(Boolean).join(' '))
      .join('; ')
      .slice(0, 2000) || null
  await tx
    .updateTable('deliveries')
    .set({ state, last_error: said })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', deliveryId)
    .where('state', 'in', [
      'queued',
      'sending',
      'sent',
      ...(state === 'bounced' ? (['delivered'] as const) : []),
    ])
    .execute()
  if (messageId)
    await setDeliveryStatus(
      ground,
      tx,
      messageId,
      state,
      said,
      lost.flatMap(({ address }) => address ?? []),
    )
  return state
}
