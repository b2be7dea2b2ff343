import { type Conversations, conversationFor, type Snapshot } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'

/** Puts back what a rule changed of a conversation, where nobody changed the same since; what it sent stays sent. */
export async function undoHit(
  { ground, conversations }: { ground: Ground; conversations: Pick<Conversations, 'automatic'> },
  tx: Tx,
  actor: Actor,
  { id, messageId, ruleId }: { id: string; messageId: string; ruleId: string },
): Promise<void> {
  const { assignee_id, team_id } = await conversationFor(tx, actor, id, { lock: true })
  const hit = await tx
    .updateTable('rule_hits')
    .set({ undone_at: ground.clock.now(), undone_by: actor.memberId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', id)
    .where('message_id', '=', messageId)
    .where('rule_id', '=', ruleId)
    .where('changed', 'is not', null)
    .where('undone_at', 'is', null)
    .returning('changed')
    .executeTakeFirst()
  if (!hit) throw new NotFound('rule_hit')
  const changed = hit.changed as unknown as { before: Snapshot; after: Snapshot } // written by running.ts
  await conversations.automatic.revert(tx, actor, id, changed)
  const rule = await tx
    .selectFrom('rules')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', ruleId)
    .executeTakeFirstOrThrow()
  await ground.recordEvent(tx, {
    type: 'rule.undone',
    actor: asEventActor(actor),
    subject: { kind: 'rule', id: ruleId },
    conversationId: id,
    data: { name: rule.name, assigneeId: assignee_id, teamId: team_id },
  })
}
