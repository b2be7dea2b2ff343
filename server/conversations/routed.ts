import type { Tx } from '#server/platform/db.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'

/**
 * Moves what nobody has from its team to another one; false where somebody has it by now, it is elsewhere, or it waits no
 * more.
 */
export const overflow = (
  ground: Ground,
  tx: Tx,
  { id, fromTeamId, teamId }: { id: string; fromTeamId: string | null; teamId: string },
): Promise<boolean> =>
  moveUnheld(ground, tx, id, { to: { teamId }, where: { fromTeamId, isWaiting: true }, because: 'overflow' })

/** Gives what nobody has to somebody, as its queue says; false where somebody has it by now, or it waits no more. */
export const give = (
  ground: Ground,
  tx: Tx,
  { id, memberId }: { id: string; memberId: string },
): Promise<boolean> =>
  moveUnheld(ground, tx, id, { to: { memberId }, where: { isWaiting: true }, because: 'routing' })

/** Gives what was handed on back to whoever had it, where nobody has it by now; false where somebody has. */
export const handBack = (
  ground: Ground,
  tx: Tx,
  { id, memberId }: { id: string; memberId: string },
): Promise<boolean> => moveUnheld(ground, tx, id, { to: { memberId }, where: {}, because: 'transfer' })

/** Takes a complaint from a partner that may have none: to a team of the house, from whoever has it, or both. */
export async function takeHome(
  ground: Ground,
  tx: Tx,
  by: EventActor,
  id: string,
  { assigneeId, teamId }: { assigneeId: string | null; teamId: string | null },
): Promise<void> {
  const before = await tx
    .selectFrom('conversations')
    .select(['contact_id', 'assignee_id', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...{ assignee_id: assigneeId, team_id: teamId, updated_at: ground.clock.now() },
      version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.assigned',
    actor: by,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: before.contact_id,
    data: {
      ...{ assigneeId, fromAssigneeId: before.assignee_id, teamId, fromTeamId: before.team_id },
      because: 'complaint',
    },
  })
}

interface Move {
  to: { teamId: string } | { memberId: string }
  where: {
    /** It must still be there. */
    fromTeamId?: string | null
    /** It must still wait for an answer; not closed is enough where this is not said. */
    isWaiting?: boolean
  }
  because: 'overflow' | 'routing' | 'transfer'
}

/** Moves what nobody has, and tells it; false where it is not as it was thought any more. */
async function moveUnheld(
  ground: Ground,
  tx: Tx,
  id: string,
  { to, where, because }: Move,
): Promise<boolean> {
  const { fromTeamId, isWaiting = false } = where
  const moved = await tx
    .updateTable('conversations')
    .set(eb => ({
      ...('teamId' in to ? { team_id: to.teamId } : { assignee_id: to.memberId }),
      version: eb('version', '+', 1),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('assignee_id', 'is', null)
    .$if(fromTeamId !== undefined, query =>
      query.where('team_id', 'is not distinct from', fromTeamId as string | null),
    )
    .$if(isWaiting, query => query.where('status', 'in', ['new', 'open']).where('is_spam', '=', false))
    .where('status', '<>', 'closed')
    .returning(['contact_id', 'assignee_id', 'team_id'])
    .executeTakeFirst()
  if (!moved) return false
  const { contact_id: contactId, assignee_id: assigneeId, team_id: teamId } = moved
  await ground.recordEvent(tx, {
    type: 'conversation.assigned',
    actor: system,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId,
    data: {
      ...{ assigneeId, fromAssigneeId: null, teamId, because },
      fromTeamId: fromTeamId === undefined ? teamId : fromTeamId,
    },
  })
  return true
}
