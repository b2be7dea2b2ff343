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

/** Another window of the same person may be further on. */
const furthest = (id: string | null) =>
  id === null
    ? null
    : sql<string>`case when readings.last_read_message_id > ${id}::uuid then readings.last_read_message_id else ${id}::uuid end`
