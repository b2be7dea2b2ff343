import { type RawBuilder, sql } from 'kysely'
import type { Participation } from '#contract/participations.ts'
import { conversationToChange, requireAct, visibleTo } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { type EventActor, type StoredEvent, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isTakenBack } from '../beside.ts'
import { requireAskable } from '../consults/whom.ts'
import { workerOf } from '../desk/states.ts'
import { requireAgreed } from '../transfers/handing-on.ts'

async function rowsWhere(tx: Tx, where: RawBuilder<unknown>): Promise<Participation[]> {
  const { rows } = await sql<Omit<Participation, 'at' | 'number'> & { at: Date; number: string }>`
    select p.conversation_id as "conversationId", c.number, c.subject, p.at,
      jsonb_build_object('id', m.id, 'name', m.name) as member, jsonb_build_object('id', b.id, 'name', b.name) as by
    from participations p
    join conversations c on c.workspace_id = p.workspace_id and c.id = p.conversation_id
    join members m on m.workspace_id = p.workspace_id and m.id = p.member_id
    join members b on b.workspace_id = p.workspace_id and b.id = p.by_id
    where p.workspace_id = ${tx.workspaceId} and p.ended_at is null and ${where}
    order by p.at, p.id
    limit 50`.execute(tx)
  return rows.map(row => ({ ...row, number: Number(row.number), at: row.at.toISOString() }))
}

/** Who takes part in a conversation beside whoever has it. */
export const participantsOf = (tx: Tx, conversationId: string): Promise<Participation[]> =>
  rowsWhere(tx, sql`p.conversation_id = ${conversationId}`)

/** Conversations in which somebody takes part, of those that they see. */
export function participationsOf(tx: Tx, actor: Actor): Promise<Participation[]> {
  const seen = tx
    .selectFrom('conversations')
    .select('conversations.id')
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where(visibleTo(actor))
  return rowsWhere(tx, sql`p.member_id = ${workerOf(actor)} and c.id in (${seen})`)
}

/** Brings a colleague into a conversation, who writes to its customer too; done twice, it is done once. */
export async function bringIn(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, memberId }: { id: string; memberId: string },
): Promise<void> {
  const { newId, clock, recordEvent } = ground
  requireAct(actor, 'reply')
  const byId = workerOf(actor)
  const conversation = await conversationToChange(tx, actor, id)
  if (conversation.status === 'closed') throw new Refused('conversation.already_closed')
  const { name, role } = await memberOf(tx, memberId)
  if (memberId === conversation.assignee_id) throw new Invalid('participation.has_it', { name })
  if (role === 'collaborator') throw new Invalid('participation.cannot_write', { name })
  // Whoever joins by themselves sees it already.
  if (memberId !== byId) await requireAskable(ground, tx, actor, conversation, memberId)
  await requireAgreed(tx, memberId, id)
  const { rows } = await sql`
    insert into participations (workspace_id, id, conversation_id, member_id, by_id, at)
    values (${tx.workspaceId}, ${newId()}, ${id}, ${memberId}, ${byId}, ${clock.now()})
    on conflict (workspace_id, conversation_id, member_id) where ended_at is null do nothing
    returning id`.execute(tx)
  if (rows.length === 0) return
  await recordEvent(tx, {
    type: 'conversation.participant_joined',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: conversation.contact_id,
    data: { memberId, assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
}

/** Leaves a conversation, or lets somebody go. */
export async function leave(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, memberId }: { id: string; memberId: string },
): Promise<void> {
  requireAct(actor, 'reply')
  await conversationToChange(tx, actor, id)
  const ended = await endParticipations(ground, tx, asEventActor(actor), 'left', {
    conversationId: id,
    memberId,
  })
  if (ended === 0) throw new NotFound('participation')
}

/** Ends what somebody takes part in, or who takes part in a conversation, and tells it; gives how many ended. */
export async function endParticipations(
  { clock, recordEvent }: Ground,
  tx: Tx,
  actor: EventActor,
  because: 'left' | 'took_over' | 'closed',
  { conversationId = null, memberId = null }: { conversationId?: string | null; memberId?: string | null },
): Promise<number> {
  const { rows } = await sql<{
    id: string
    memberId: string
    contactId: string
    assigneeId: string | null
    teamId: string | null
  }>`
    update participations p set ended_at = ${clock.now()}, ended_because = ${because}
    from conversations c
    where p.workspace_id = ${tx.workspaceId} and p.ended_at is null
      and (${conversationId}::uuid is null or p.conversation_id = ${conversationId})
      and (${memberId}::uuid is null or p.member_id = ${memberId})
      and c.workspace_id = p.workspace_id and c.id = p.conversation_id
    returning p.conversation_id as id, p.member_id as "memberId", c.contact_id as "contactId",
      c.assignee_id as "assigneeId", c.team_id as "teamId"`.execute(tx)
  for (const { id, contactId, ...data } of rows)
    await recordEvent(tx, {
      type: 'conversation.participant_left',
      actor,
      subject: { kind: 'conversation', id },
      conversationId: id,
      contactId,
      data: { ...data, because },
    })
  return rows.length
}

/** Who takes part takes part no more once they have the conversation, or once it is closed. */
export async function endByItself(
  ground: Ground,
  tx: Tx,
  { type, conversationId }: { type: string; conversationId: string | null },
): Promise<void> {
  if (conversationId === null) return
  const now = await tx
    .selectFrom('conversations')
    .select(['status', 'assignee_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  if (type === 'conversation.closed' && now?.status === 'closed')
    await endParticipations(ground, tx, system, 'closed', { conversationId })
  if (type !== 'conversation.closed' && now?.assignee_id)
    await endParticipations(ground, tx, system, 'took_over', { conversationId, memberId: now.assignee_id })
}

/** Who took part until a conversation was closed takes part again when the closure is taken back, alone or with its reply. */
export async function takePartAgain(
  tx: Tx,
  event: Pick<StoredEvent, 'type' | 'conversationId' | 'subject' | 'data'>,
): Promise<void> {
  await sql`
    update participations p set ended_at = null, ended_because = null
    from conversations c, events e
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${event.conversationId} and p.ended_because = 'closed'
      and c.workspace_id = p.workspace_id and c.id = p.conversation_id and c.status <> 'closed'
      and c.assignee_id is distinct from p.member_id
      and e.workspace_id = p.workspace_id and e.conversation_id = p.conversation_id and ${isTakenBack(event)}
      and p.ended_at >= e.at
      and not exists (
        select from participations o
        where o.workspace_id = p.workspace_id and o.conversation_id = p.conversation_id and o.member_id = p.member_id
          and o.at > p.at
      )`.execute(tx)
}

/** Who takes part in what becomes part of another conversation takes part in that one, unless they have it or do already. */
export async function comeAlong(
  tx: Tx,
  { subject, conversationId }: Pick<StoredEvent, 'subject' | 'conversationId'>,
): Promise<void> {
  await sql`
    update participations p set conversation_id = c.id, home_id = coalesce(p.home_id, p.conversation_id)
    from conversations c, conversations j
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${subject.id} and p.ended_at is null
      and j.workspace_id = p.workspace_id and j.id = ${subject.id} and j.joined_into = c.id
      and c.workspace_id = p.workspace_id and c.id = ${conversationId} and c.status <> 'closed'
      and c.assignee_id is distinct from p.member_id
      and not exists (
        select from participations o
        where o.workspace_id = p.workspace_id and o.conversation_id = c.id and o.member_id = p.member_id
          and o.ended_at is null
      )`.execute(tx)
  await sql`
    update participations p set ended_at = j.closed_at, ended_because = 'closed', home_id = coalesce(p.home_id, p.conversation_id)
    from conversations j
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${subject.id} and p.ended_at is null
      and j.workspace_id = p.workspace_id and j.id = ${subject.id} and j.joined_into is not null`.execute(tx)
}

/**
 * Who came along goes back when both are two again, unless they left meanwhile; who took part in both, or in the one and has
 * the other, does so again. Who was brought in while both were one stays.
 */
export async function goBack(
  ground: Ground,
  tx: Tx,
  { subject, data }: Pick<StoredEvent, 'subject' | 'data'>,
): Promise<void> {
  const { fromId } = data
  if (typeof fromId !== 'string') return
  await sql`
    with recursive family (id) as (
      select id from conversations
      where workspace_id = ${tx.workspaceId} and id = ${subject.id} and joined_into is null
      union
      select c.id from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    update participations p set conversation_id = ${subject.id}, home_id = nullif(p.home_id, ${subject.id})
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${fromId} and p.ended_at is null
      and p.home_id in (select id from family)
      and not exists (
        select from participations o
        where o.workspace_id = p.workspace_id and o.conversation_id = ${subject.id} and o.member_id = p.member_id
          and o.ended_at is null
      )`.execute(tx)
  await sql`
    update participations p set ended_at = null, ended_because = null, home_id = null
    from conversations c, conversations f
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${subject.id} and p.home_id = ${subject.id}
      and c.workspace_id = p.workspace_id and c.id = ${subject.id} and c.joined_into is null
      and f.workspace_id = p.workspace_id and f.id = ${fromId}
      and (f.assignee_id = p.member_id or exists (
        select from participations o
        where o.workspace_id = p.workspace_id and o.conversation_id = f.id and o.member_id = p.member_id and o.ended_at is null
      ))
      and not exists (
        select from participations o
        where o.workspace_id = p.workspace_id and o.conversation_id = ${subject.id} and o.member_id = p.member_id
          and o.id <> p.id and o.at >= p.at
      )`.execute(tx)
  // Who came back to neither is of this joining: a later one asks anew.
  await sql`
    update participations set home_id = null
    where workspace_id = ${tx.workspaceId} and conversation_id = ${subject.id} and home_id = ${subject.id}`.execute(
    tx,
  )
  // What it goes back to may be over, or theirs, by now.
  for (const type of ['conversation.closed', 'conversation.assigned'])
    await endByItself(ground, tx, { type, conversationId: subject.id })
}

async function memberOf(tx: Tx, id: string) {
  const member = await tx
    .selectFrom('members')
    .select(['name', 'role'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!member) throw new NotFound('member')
  return member
}
