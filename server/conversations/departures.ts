import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Subscriber } from '#server/platform/jobs.ts'
import { leaveNotes } from './hand-over.ts'

const batch = 200

/** When somebody leaves, what they had open goes to whom it was given, or back to its team; with their return, so may it. */
export function departures(ground: Ground): Subscriber {
  return {
    name: 'conversations.departures',
    on: ['member.deactivated', 'member.reactivated'],
    async handle(event) {
      if (event.type === 'member.reactivated' && event.data.withWork !== true) return
      const some = event.type === 'member.deactivated' ? giveAwaySome : giveBackSome
      // In small transactions: an adviser may hold hundreds, and each row is one that others want to work on.
      let isMore = true
      while (isMore) isMore = await ground.db.inWorkspace(event.workspaceId, tx => some(ground, tx, event))
    },
  }
}

interface Held {
  id: string
  contact_id: string
  team_id: string | null
}

/** Gives some away; true when there may be more. Whoever has access again keeps what they have. */
async function giveAwaySome(ground: Ground, tx: Tx, event: StoredEvent): Promise<boolean> {
  const { subject, data } = event
  if (await stillHere(tx, subject.id)) return false
  const held = await tx
    .selectFrom('conversations')
    .select(['id', 'contact_id', 'team_id', 'episode_id', 'language'])
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
  const heir = typeof data.toMemberId === 'string' ? data.toMemberId : null
  // They may have left as well since.
  const assigneeId = heir && (await stillHere(tx, heir)) ? heir : null
  const toTeam = typeof data.toTeamId === 'string' ? data.toTeamId : null
  for (const conversation of held)
    await assign(ground, tx, conversation, {
      assigneeId,
      teamId: toTeam ?? conversation.team_id ?? theirTeam,
      fromAssigneeId: subject.id,
      because: 'departure',
    })
  await leaveNotes(ground, tx, event, held, assigneeId)
  return held.length === batch
}

/** Gives back what nobody touched since it was given away. */
async function giveBackSome(ground: Ground, tx: Tx, { subject }: StoredEvent): Promise<boolean> {
  if (!(await stillHere(tx, subject.id))) return false
  const { rows } = await sql<Held & { assignee_id: string | null; from_team_id: string | null }>`
    select c.id, c.contact_id, c.team_id, c.assignee_id, (last.data ->> 'fromTeamId')::uuid as from_team_id
    from conversations c
    join lateral (
      select e.data, e.id from events e
      where e.workspace_id = c.workspace_id and e.conversation_id = c.id
        and e.type in ('conversation.assigned', 'conversation.closed', 'conversation.updated', 'message.written')
      order by e.id desc limit 1
    ) last on last.data ->> 'because' = 'departure' and last.data ->> 'fromAssigneeId' = ${subject.id}
    where c.workspace_id = ${tx.workspaceId} and c.status <> 'closed'
      and c.assignee_id is not distinct from (last.data ->> 'assigneeId')::uuid
      -- Of their last departure alone, which is a little before.
      and last.id > (
        select d.id from events d
        where d.workspace_id = c.workspace_id and d.subject_id = ${subject.id} and d.type = 'member.deactivated'
        order by d.id desc limit 1)
    order by c.id
    limit ${batch}
    for update of c`.execute(tx)
  for (const conversation of rows)
    await assign(ground, tx, conversation, {
      assigneeId: subject.id,
      teamId: conversation.from_team_id,
      fromAssigneeId: conversation.assignee_id,
      because: 'return',
    })
  return rows.length === batch
}

/** Gives back to their team what somebody who cannot be reached cannot answer, where it is theirs still. */
export async function takeBack(
  ground: Ground,
  tx: Tx,
  memberId: string,
  ids: string[],
  because: 'unreachable' | 'absence' = 'unreachable',
): Promise<void> {
  const held = await tx
    .selectFrom('conversations')
    .select(['id', 'contact_id', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .where('assignee_id', '=', memberId)
    .where('status', 'in', ['new', 'open'])
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const conversation of held)
    await assign(ground, tx, conversation, {
      assigneeId: null,
      teamId: conversation.team_id,
      fromAssigneeId: memberId,
      because,
    })
}

/** Gives somebody again what was taken from them because of an absence, where nobody took it since; says how many. */
export async function giveBackAbsent(ground: Ground, tx: Tx, memberId: string, since: Date): Promise<number> {
  if (!(await stillHere(tx, memberId))) return 0
  const { rows } = await sql<Held>`
    select c.id, c.contact_id, c.team_id
    from conversations c
    join lateral (
      select e.data, e.at from events e
      where e.workspace_id = c.workspace_id and e.conversation_id = c.id
        and e.type in ('conversation.assigned', 'conversation.closed', 'conversation.updated', 'message.written')
      order by e.id desc limit 1
    ) last on last.data ->> 'because' = 'absence' and last.data ->> 'fromAssigneeId' = ${memberId}
    where c.workspace_id = ${tx.workspaceId} and c.status <> 'closed' and c.assignee_id is null and last.at >= ${since}
    order by c.id
    limit ${batch}
    for update of c`.execute(tx)
  for (const conversation of rows)
    await assign(ground, tx, conversation, {
      assigneeId: memberId,
      teamId: conversation.team_id,
      fromAssigneeId: null,
      because: 'return',
    })
  return rows.length
}

async function assign(
  ground: Ground,
  tx: Tx,
  { id, contact_id, team_id }: Held,
  to: {
    assigneeId: string | null
    teamId: string | null
    fromAssigneeId: string | null
    because: 'departure' | 'return' | 'unreachable' | 'absence'
  },
): Promise<void> {
  await tx
    .updateTable('conversations')
    .set(eb => ({
      assignee_id: to.assigneeId,
      team_id: to.teamId,
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
    data: { ...to, fromTeamId: team_id },
  })
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
