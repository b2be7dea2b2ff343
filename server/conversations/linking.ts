import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { conversationFor, requireAct } from './access.ts'

/** Links two conversations that belong together without being one, or takes the link away. */
export async function setLink(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, otherId, linked }: { id: string; otherId: string; linked: boolean },
): Promise<void> {
  requireAct(actor, 'edit')
  const conversation = await conversationFor(tx, actor, id)
  await conversationFor(tx, actor, otherId)
  if (id === otherId) throw new Invalid('conversation.own_link')
  const [one_id, other_id] = [id, otherId].toSorted() as [string, string]
  const rows = linked
    ? await tx
        .insertInto('conversation_links')
        .values({
          workspace_id: tx.workspaceId,
          one_id,
          other_id,
          at: ground.clock.now(),
          linked_by: actor.memberId,
        })
        .onConflict(conflict => conflict.doNothing())
        .returning('one_id')
        .execute()
    : await tx
        .deleteFrom('conversation_links')
        .where('workspace_id', '=', tx.workspaceId)
        .where('one_id', '=', one_id)
        .where('other_id', '=', other_id)
        .returning('one_id')
        .execute()
  if (rows.length === 0) return
  await ground.recordEvent(tx, {
    type: linked ? 'conversation.linked' : 'conversation.unlinked',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: conversation.contact_id,
    data: { otherId, assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
}
