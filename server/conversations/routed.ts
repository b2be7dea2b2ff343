import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'

/**
 * Moves what nobody has from its team to another one; false where somebody has it by now, it is elsewhere, or it waits no
 * more.
 */
export async function overflow(
  ground: Ground,
  tx: Tx,
  { id, fromTeamId, teamId }: { id: string; fromTeamId: string | null; teamId: string },
): Promise<boolean> {
  const moved = await tx
    .updateTable('conversations')
    .set(eb => ({ team_id: teamId, version: eb('version', '+', 1), updated_at: ground.clock.now() }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('assignee_id', 'is', null)
    .where('team_id', fromTeamId === null ? 'is' : '=', fromTeamId)
    .where('status', 'in', ['new', 'open'])
    .where('is_spam', '=', false)
    .returning(['contact_id'])
    .executeTakeFirst()
  if (!moved) return false
  await ground.recordEvent(tx, {
    type: 'conversation.assigned',
    actor: system,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: moved.contact_id,
    data: { assigneeId: null, fromAssigneeId: null, teamId, fromTeamId, because: 'overflow' },
  })
  return true
}

/** Gives what nobody has to somebody, as its queue says; false where somebody has it by now, or it waits no more. */
export async function give(
  ground: Ground,
  tx: Tx,
  { id, memberId }: { id: string; memberId: string },
): Promise<boolean> {
  const given = await tx
    .updateTable('conversations')
    .set(eb => ({ assignee_id: memberId, version: eb('version', '+', 1), updated_at: ground.clock.now() }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('assignee_id', 'is', null)
    .where('status', 'in', ['new', 'open'])
    .where('is_spam', '=', false)
    .returning(['contact_id', 'team_id'])
    .executeTakeFirst()
  if (!given) return false
  const { contact_id: contactId, team_id: teamId } = given
  await ground.recordEvent(tx, {
    type: 'conversation.assigned',
    actor: system,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId,
    data: { assigneeId: memberId, fromAssigneeId: null, teamId, fromTeamId: teamId, because: 'routing' },
  })
  return true
}

/** Gives what was handed on back to whoever had it, where nobody has it by now; false where somebody has. */
export async function handBack(
  ground: Ground,
  tx: Tx,
  { id, memberId }: { id: string; memberId: string },
): Promise<boolean> {
  const given = await tx
    .updateTable('conversations')
    .set(eb => ({ assignee_id: memberId, version: eb('version', '+', 1), updated_at: ground.clock.now() }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('assignee_id', 'is', null)
    .where('status', '<>', 'closed')
    .returning(['contact_id', 'team_id'])
    .executeTakeFirst()
  if (!given) return false
  const { contact_id: contactId, team_id: teamId } = given
  await ground.recordEvent(tx, {
    type: 'conversation.assigned',
    actor: system,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId,
    data: { assigneeId: memberId, fromAssigneeId: null, teamId, fromTeamId: teamId, because: 'transfer' },
  })
  return true
}
