import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, requireAct } from './access.ts'

/**
 * A mention shows in the person's view; it also shares the conversation with somebody who sees only what is shared. Who
 * would not see it cannot be mentioned: the writer would believe that they were told.
 */
export async function mention(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  messageId: string,
  memberIds: string[],
): Promise<void> {
  const at = ground.clock.now()
  const members = await mentionable(tx, conversation.id, memberIds)
  if (members.length !== memberIds.length) throw new Invalid('conversation.unknown_mention')
  for (const { name, role, status, team_ids } of members) {
    if (status !== 'active') throw new Invalid('conversation.assignee_left', { name })
    if (role === 'partner' && !team_ids.includes(conversation.team_id ?? ''))
      throw new Invalid('conversation.assignee_elsewhere', { name })
  }
  await tx
    .insertInto('mentions')
    .values(
      members.map(member => ({
        workspace_id: tx.workspaceId,
        member_id: member.id,
        message_id: messageId,
        conversation_id: conversation.id,
        at,
      })),
    )
    .execute()
  const blind = members.filter(member => member.role === 'collaborator' && !member.is_shared)
  if (blind.length === 0) return
  requireAct(actor, 'share')
  await tx
    .insertInto('conversation_shares')
    .values(
      blind.map(member => ({
        workspace_id: tx.workspaceId,
        conversation_id: conversation.id,
        member_id: member.id,
        shared_by: actor.memberId,
        at,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

function mentionable(tx: Tx, conversationId: string, memberIds: string[]) {
  return tx
    .selectFrom('members')
    .select(eb => [
      'members.id',
      'members.name',
      'members.role',
      'members.status',
      eb
        .exists(
          eb
            .selectFrom('conversation_shares')
            .select('conversation_shares.member_id')
            .where('conversation_shares.workspace_id', '=', tx.workspaceId)
            .where('conversation_shares.conversation_id', '=', conversationId)
            .whereRef('conversation_shares.member_id', '=', 'members.id'),
        )
        .as('is_shared'),
      sql<string[]>`array(
        select t.team_id from team_members t
        where t.workspace_id = ${tx.workspaceId} and t.member_id = members.id)`.as('team_ids'),
    ])
    .where('members.workspace_id', '=', tx.workspaceId)
    .where('members.id', 'in', memberIds)
    .execute()
}
