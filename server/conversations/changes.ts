import { sql } from 'kysely'
import type { Role } from '#contract/common.ts'
import { type AttributeValues, blockIdentities, changedAttributes } from '#server/contacts/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationToChange, requireAct } from './access.ts'
import { knownTags, requireReason } from './labels.ts'
import { iso } from './rows.ts'
import { after, type Happening, standingColumns, standingOf, untilTheyWrite } from './standing.ts'
import { waitingSince } from './waiting.ts'

type Change = Partial<
  Pick<
    ConversationRecord,
    | 'subject'
    | 'reason_id'
    | 'priority'
    | 'tags'
    | 'team_id'
    | 'language'
    | 'is_spam'
    | 'waiting_since'
    | 'needs_person'
  >
> & { fields?: string }

/** Writes a change with its event: what was and what is, without the customer's words. */
async function change(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  before: ConversationRecord,
  values: Change,
  event: { type: EventType; data?: Record<string, unknown> },
  happening?: Happening,
) {
  const now = ground.clock.now()
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...(happening && standingColumns(after(standingOf(before), happening))),
      ...values,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', before.id)
    .execute()
  await ground.recordEvent(tx, {
    type: event.type,
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: before.id },
    conversationId: before.id,
    contactId: before.contact_id,
    data: { assigneeId: before.assignee_id, teamId: before.team_id, ...event.data },
  })
}

export interface Edit {
  subject?: string | undefined
  reasonId?: string | null | undefined
  priority?: ConversationRecord['priority'] | undefined
  tags?: string[] | undefined
  teamId?: string | null | undefined
  fields?: AttributeValues | undefined
  language?: 'fr' | 'en' | undefined
  needsPerson?: boolean | undefined
}

/** Changes what people say of a conversation: subject, reason, priority, tags, team, custom fields. */
export async function edit(ground: Ground, tx: Tx, actor: Actor, id: string, wanted: Edit) {
  requireAct(actor, 'edit')
  const before = await conversationToChange(tx, actor, id)
  if (wanted.reasonId) await requireReason(tx, wanted.reasonId, before.reason_id)
  if (wanted.teamId) await mustExist(tx, 'teams', wanted.teamId, 'team')
  const fields =
    wanted.fields &&
    (await changedAttributes(tx, 'conversation', before.fields as AttributeValues, wanted.fields))
  const values: Change = {
    ...(wanted.subject !== undefined && { subject: maskCards(wanted.subject).text }),
    ...(wanted.reasonId !== undefined && { reason_id: wanted.reasonId }),
    ...(wanted.priority !== undefined && { priority: wanted.priority }),
    ...(wanted.tags !== undefined && { tags: await knownTags(ground, tx, actor, wanted.tags) }),
    ...(wanted.teamId !== undefined && { team_id: wanted.teamId }),
    ...(wanted.language !== undefined && { language: wanted.language }),
    ...(wanted.needsPerson !== undefined && { needs_person: wanted.needsPerson }),
    ...(fields && { fields: JSON.stringify(fields) }),
  }
  if (Object.keys(values).length === 0) return
  const changed = Object.keys(values).filter(name => name !== 'subject' && name !== 'fields')
  await change(ground, tx, actor, before, values, {
    type: 'conversation.updated',
    data: {
      changed: Object.keys(values),
      from: Object.fromEntries(changed.map(name => [name, before[name as keyof ConversationRecord]])),
      to: Object.fromEntries(changed.map(name => [name, values[name as keyof Change]])),
      ...(wanted.teamId !== undefined && { teamId: wanted.teamId, fromTeamId: before.team_id }),
    },
  })
}

/** Refuses somebody whom the contract of their employer keeps from a conversation. */
export type RequireAgreed = (tx: Tx, memberId: string, conversationId: string) => Promise<void>

/** Takes, assigns or gives back; the one who comes second is told who was first. */
export async function assign(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  wanted: {
    memberId: string | null
    teamId?: string | null | undefined
    expected?: string | null | undefined
    /** What it is part of: told beside it. */
    because?: string | undefined
  },
) {
  requireAct(actor, 'assign')
  const before = await conversationToChange(tx, actor, id)
  if (wanted.expected !== undefined && wanted.expected !== before.assignee_id) {
    const holder = before.assignee_id ? (await memberById(tx, before.assignee_id)).name : ''
    throw new Refused(before.assignee_id ? 'conversation.taken' : 'conversation.given_back', { name: holder })
  }
  if (wanted.teamId) await mustExist(tx, 'teams', wanted.teamId, 'team')
  const teamId = wanted.teamId === undefined ? before.team_id : wanted.teamId
  if (wanted.memberId) await requireAssignable(tx, wanted.memberId, teamId)
  if (wanted.memberId === before.assignee_id && teamId === before.team_id) return
  await change(
    ground,
    tx,
    actor,
    before,
    { team_id: teamId },
    {
      type: 'conversation.assigned',
      data: {
        assigneeId: wanted.memberId,
        fromAssigneeId: before.assignee_id,
        teamId,
        fromTeamId: before.team_id,
        ...(wanted.because && { because: wanted.because }),
      },
    },
    { kind: 'assigned', to: wanted.memberId },
  )
}

/** Open, waiting for the customer, or on hold. */
export async function setStatus(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  status: 'new' | 'open' | 'waiting' | 'on_hold',
) {
  requireAct(actor, 'edit')
  const before = await conversationToChange(tx, actor, id)
  if (before.status === 'closed') throw new Refused('conversation.already_closed')
  if (before.status === status) return
  await change(
    ground,
    tx,
    actor,
    before,
    {},
    { type: 'conversation.status_changed', data: { from: before.status, to: status } },
    { kind: 'set', status },
  )
}

/** Puts a conversation aside until a date, or until the customer writes. */
export async function snooze(ground: Ground, tx: Tx, actor: Actor, id: string, until: Date | null) {
  requireAct(actor, 'edit')
  const before = await conversationToChange(tx, actor, id)
  if (before.status === 'closed') throw new Refused('conversation.already_closed')
  if (until && until <= ground.clock.now()) throw new Invalid('conversation.snooze_in_past')
  await change(
    ground,
    tx,
    actor,
    before,
    {},
    { type: 'conversation.snoozed', data: { from: before.status, until: iso(until) } },
    { kind: 'snoozed', until: until ?? untilTheyWrite },
  )
}

/** Brings a snoozed conversation back. */
export async function wake(ground: Ground, tx: Tx, actor: Actor, id: string) {
  requireAct(actor, 'edit')
  const before = await conversationToChange(tx, actor, id)
  if (before.status !== 'snoozed') throw new Refused('conversation.not_snoozed')
  await change(ground, tx, actor, before, {}, { type: 'conversation.woken' }, { kind: 'woken' })
}

/** Marks as spam, or not; with `blockSender` the customer's addresses are blocked, or no longer. */
export async function setSpam(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  { isSpam, blockSender }: { isSpam: boolean; blockSender: boolean },
) {
  requireAct(actor, 'edit')
  const before = await conversationToChange(tx, actor, id)
  // What stops being a complaint does so with a reason, and spam has none.
  if (isSpam && !before.is_spam && before.complaint === 'confirmed')
    throw new Refused('conversation.confirmed_complaint')
  const blocked = blockSender ? await blockSenders(ground, tx, actor, before, isSpam) : []
  if (before.is_spam === isSpam && blocked.length === 0) return
  await change(
    ground,
    tx,
    actor,
    before,
    {
      is_spam: isSpam,
      // What was taken for spam has waited all the same.
      ...(before.is_spam && !isSpam && { waiting_since: await waitingSince(tx, before) }),
    },
    { type: 'conversation.spam_set', data: { isSpam, blockSender, identityIds: blocked } },
  )
}

/** Blocks, or frees, the addresses by which this conversation's person wrote in it; says which changed. */
async function blockSenders(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  isBlocked: boolean,
) {
  const { rows } = await sql<{ id: string }>`
    select i.id from identities i
    where i.workspace_id = ${tx.workspaceId} and i.contact_id = ${conversation.contact_id}
      and i.id in (
        select x.identity_id from messages x
        where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversation.id}
      )`.execute(tx)
  const ids = rows.map(row => row.id)
  return blockIdentities(ground, tx, actor, ids, isBlocked, { conversationId: conversation.id })
}

/** Shares with someone who sees only what is shared with them, or stops. */
export async function setShare(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  memberId: string,
  shared: boolean,
) {
  requireAct(actor, 'share')
  const before = await conversationToChange(tx, actor, id)
  const member = await memberById(tx, memberId)
  if (shared && member.status !== 'active')
    throw new Invalid('conversation.assignee_left', { name: member.name })
  const { changed } = await shares(ground, tx, actor, id, memberId, shared)
  if (!changed) return
  await change(
    ground,
    tx,
    actor,
    before,
    {},
    { type: shared ? 'conversation.shared' : 'conversation.unshared', data: { memberId } },
  )
}

async function shares(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversationId: string,
  memberId: string,
  shared: boolean,
): Promise<{ changed: boolean }> {
  const rows = shared
    ? await tx
        .insertInto('conversation_shares')
        .values({
          workspace_id: tx.workspaceId,
          conversation_id: conversationId,
          member_id: memberId,
          shared_by: actor.memberId,
          at: ground.clock.now(),
        })
        .onConflict(conflict => conflict.doNothing())
        .returning('member_id')
        .execute()
    : await tx
        .deleteFrom('conversation_shares')
        .where('workspace_id', '=', tx.workspaceId)
        .where('conversation_id', '=', conversationId)
        .where('member_id', '=', memberId)
        .returning('member_id')
        .execute()
  return { changed: rows.length > 0 }
}

/** Work is given to somebody who is here, may answer, and will see it. */
async function requireAssignable(tx: Tx, memberId: string, teamId: string | null) {
  const member = await memberById(tx, memberId)
  const { name } = member
  if (member.status !== 'active') throw new Invalid('conversation.assignee_left', { name })
  if (member.role === 'collaborator') throw new Invalid('conversation.assignee_collaborator', { name })
  if (member.role === 'partner' && !member.team_ids.includes(teamId ?? ''))
    throw new Invalid('conversation.assignee_elsewhere', { name })
}

async function memberById(tx: Tx, id: string) {
  const { rows } = await sql<{ name: string; role: Role; status: string; team_ids: string[] }>`
    select m.name, m.role, m.status,
      array(select t.team_id from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id) as team_ids
    from members m
    where m.workspace_id = ${tx.workspaceId} and m.id = ${id}`.execute(tx)
  if (!rows[0]) throw new NotFound('member')
  return rows[0]
}

/** Refuses what is not of this workspace. */
export async function mustExist(tx: Tx, table: 'teams', id: string, kind: string) {
  const row = await tx
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound(kind)
}
