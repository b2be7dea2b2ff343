import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { conversationFor, requireMessage } from './access.ts'

/** Remembers how far someone has read, and that they saw where they were mentioned; null marks it all unread. */
export async function markRead(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  lastReadMessageId: string | null,
): Promise<void> {
  await conversationFor(tx, actor, id)
  if (lastReadMessageId) await requireMessage(tx, id, lastReadMessageId)
  const at = ground.clock.now()
  if (lastReadMessageId) await tellVisitor(ground, tx, actor, id, lastReadMessageId)
  await tx
    .insertInto('readings')
    .values({
      workspace_id: tx.workspaceId,
      member_id: actor.memberId!,
      conversation_id: id,
      last_read_message_id: lastReadMessageId,
      at,
    })
    .onConflict(conflict =>
      conflict
        .columns(['workspace_id', 'member_id', 'conversation_id'])
        .doUpdateSet({ last_read_message_id: furthest(lastReadMessageId), at }),
    )
    .execute()
  if (lastReadMessageId === null) return
  await tx
    .updateTable('mentions')
    .set({ seen_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', actor.memberId!)
    .where('conversation_id', '=', id)
    .where('seen_at', 'is', null)
    .execute()
}

/** The first of us to read what somebody wrote by chat is news to them: an event, once for a stretch of messages. */
async function tellVisitor(ground: Ground, tx: Tx, actor: Actor, id: string, lastReadMessageId: string) {
  const { rows } = await sql<{ contact_id: string }>`
    select c.contact_id from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.id = ${id} and c.channel_kind = 'chat'
      and exists (
        select from messages x
        where x.workspace_id = ${tx.workspaceId} and x.conversation_id = c.id and x.id <= ${lastReadMessageId}
          and x.direction = 'in' and x.channel_kind = 'chat'
          and not exists (
            select from readings r
            where r.workspace_id = ${tx.workspaceId} and r.conversation_id = c.id and r.last_read_message_id >= x.id
          )
      )`.execute(tx)
  const contactId = rows[0]?.contact_id
  if (!contactId) return
  await ground.recordEvent(tx, {
    type: 'conversation.read',
    actor: { kind: 'member', id: actor.memberId },
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId,
    data: {},
  })
}

/** Another window of the same person may be further on. */
const furthest = (id: string | null) =>
  id === null
    ? null
    : sql<string>`case when readings.last_read_message_id > ${id}::uuid then readings.last_read_message_id else ${id}::uuid end`
