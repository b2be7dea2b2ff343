import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, lockThread } from './access.ts'
import { after, standingColumns, standingOf } from './standing.ts'

/** Closes a conversation as it stands, whatever a member would be asked for at closure. The row is held by the caller. */
export async function settle(
  ground: Ground,
  tx: Tx,
  conversation: ConversationRecord,
  by: EventActor,
): Promise<void> {
  const now = ground.clock.now()
  const before = standingOf(conversation)
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...standingColumns(after(before, { kind: 'closed', at: now })),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  await tx
    .updateTable('episodes')
    .set({
      closed_at: now,
      closed_by_kind: by.kind,
      closed_by: by.id,
      closing_team_id: conversation.team_id,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.episode_id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.closed',
    actor: by,
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      episodeId: conversation.episode_id,
      episodeNumber: conversation.episode_number,
      closedBy: by.id,
      assigneeId: conversation.assignee_id,
      teamId: conversation.team_id,
      channelId: conversation.channel_id,
      channel: conversation.channel_kind,
      reasonId: conversation.reason_id,
      before,
    },
  })
}

/** Closes whatever is still open with people of whom nothing is left: nobody can answer them, and nobody waits any more. */
export async function settleAllOf(
  ground: Ground,
  tx: Tx,
  contactIds: string[],
  by: EventActor,
): Promise<void> {
  const open = await tx
    .selectFrom('conversations')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('status', '<>', 'closed')
    .where('joined_into', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id } of open) {
    const conversation = await lockThread(tx, id)
    if (conversation && conversation.status !== 'closed') await settle(ground, tx, conversation, by)
  }
}
