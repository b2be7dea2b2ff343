import type { ExpressionBuilder, Selectable } from 'kysely'
import type { Attachment } from '#contract/conversations.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Attachments } from '#server/platform/schema.ts'

export type StoredAttachment = Selectable<Attachments>
/** What of an attachment is shown. */
export type ShownAttachment = Pick<
  StoredAttachment,
  'id' | 'name' | 'type' | 'bytes' | 'inline' | 'content_id'
>

/** True for a file not sent yet that someone may use: one of their own, or one that came back with a reply of this thread. */
export function isAtHand(actor: Actor, conversationId: string) {
  return (eb: ExpressionBuilder<DB, 'attachments'>) =>
    eb.and([
      eb('message_id', 'is', null),
      eb.or([eb('uploaded_by', '=', uploaderOf(actor)), eb('conversation_id', '=', conversationId)]),
    ])
}

/** Who a file belongs to until it is sent: the person, also when a key acts as them. */
export const uploaderOf = (actor: Actor): string => actor.memberId ?? actor.id

/** Ties files that the writer uploaded to the message they leave with. */
export async function attachTo(
  tx: Tx,
  actor: Actor,
  { ids, messageId, conversationId }: { ids: string[]; messageId: string; conversationId: string },
): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx
    .updateTable('attachments')
    .set({ message_id: messageId, conversation_id: conversationId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .where(isAtHand(actor, conversationId))
    .returning('id')
    .execute()
  if (rows.length !== new Set(ids).size) throw new Invalid('attachment.unknown')
}

/** A stored attachment as the contract says it. */
export function toAttachment(row: ShownAttachment): Attachment {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    bytes: row.bytes,
    inline: row.inline,
    contentId: row.content_id,
    url: `/api/v1/attachments/${row.id}`,
  }
}
