import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Subscriber } from '#server/platform/jobs.ts'

const batch = 200

/** When somebody leaves, what they had open goes back to its team. */
export function departures(ground: Ground): Subscriber {
  return {
    name: 'conversations.departures',
    on: ['member.deactivated'],
    async handle(event) {
      // In small transactions: an adviser may hold hundreds, and each row is one that others want to work on.
      let isMore = true
      while (isMore) {
        isMore = await ground.db.inWorkspace(event.workspaceId, tx => giveBackSome(ground, tx, event))
      }
    },
  }
}

/** Gives some back; true when there may be more. Whoever has access again keeps what they have. */
async function giveBackSome(ground: Ground, tx: Tx, { subject, data }: StoredEvent): Promise<boolean> {
  if (await stillHere(tx, subject.id)) return false
  const held = await tx
    .selectFrom('conversations')
    .select(['id', 'contact_id', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('assignee_id', '=', subject.id)
    .where('status', '<>', 'closed')
    .orderBy('id')
    .limit(batch)
    .forUpdate()
    .execute()
  const teamIds = Array.isArray(data.teamIds) ? data.teamIds.map(String) : []
  // A conversation without a team goes to theirs when there is no doubt which; otherwise everybody sees it unassigned.
  const theirTeam = teamIds.length === 1 ? teamIds[0]! : null
  for (const { id, contact_id, team_id } of held) {
    const teamId = team_id ?? theirTeam
    await tx
      .updateTable('conversations')
      .set(eb => ({
        assignee_id: null,
        team_id: teamId,
        version: eb('version', '+', 1),
        updated_at: ground.clock.now(),
      }))
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .execute()
    await ground.recordEvent(tx, {
      type: 'conversation.assigned',
      actor: system,
      subject: { kind: 'conversation', id },
      conversationId: id,
      contactId: contact_id,
      data: {
        assigneeId: null,
        fromAssigneeId: subject.id,
        teamId,
        fromTeamId: team_id,
        because: 'departure',
      },
    })
  }
  return held.length === batch
}

/** True for a member who can be given work. */
export async function stillHere(tx: Tx, memberId: string): Promise<boolean> {
  const member = await tx
    .selectFrom('members')
    .select('status')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  return member?.status === 'active'
}
