import { type AttributeValues, changedAttributes } from '#server/contacts/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationFor, requireAct } from './access.ts'

type Change = Partial<
  Pick<
    ConversationRecord,
    | 'subject'
    | 'reason_id'
    | 'priority'
    | 'tags'
    | 'team_id'
    | 'language'
    | 'status'
    | 'snoozed_until'
    | 'is_spam'
    | 'assignee_id'
    | 'waiting_since'
  >
> & { fields?: string }

/** Writes a change with its event: what was and what is, without the customer's words. */
async function change(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  before: ConversationRecord,
  values: Change,
  event: { type: string; data?: Record<string, unknown> },
) {
  const now = ground.clock.now()
  await tx
    .updateTable('conversations')
    .set(eb => ({ ...values, version: eb('version', '+', 1), updated_at: now }))
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
}

/** Changes what people say of a conversation: subject, reason, priority, tags, team, custom fields. */
export async function edit(ground: Ground, tx: Tx, actor: Actor, id: string, wanted: Edit) {
  requireAct(actor, 'edit')
  const before = await conversationFor(tx, actor, id, { lock: true })
  if (wanted.reasonId) await mustExist(tx, 'reasons', wanted.reasonId, 'reason')
  if (wanted.teamId) await mustExist(tx, 'teams', wanted.teamId, 'team')
  const fields =
    wanted.fields &&
    (await changedAttributes(tx, 'conversation', before.fields as AttributeValues, wanted.fields))
  const values: Change = {
    ...(wanted.subject !== undefined && { subject: wanted.subject }),
    ...(wanted.reasonId !== undefined && { reason_id: wanted.reasonId }),
    ...(wanted.priority !== undefined && { priority: wanted.priority }),
    ...(wanted.tags !== undefined && { tags: [...new Set(wanted.tags)] }),
    ...(wanted.teamId !== undefined && { team_id: wanted.teamId }),
    ...(wanted.language !== undefined && { language: wanted.language }),
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
  },
) {
  requireAct(actor, 'assign')
  const before = await conversationFor(tx, actor, id, { lock: true })
  if (wanted.expected !== undefined && wanted.expected !== before.assignee_id) {
    const holder = before.assignee_id ? await memberName(tx, before.assignee_id) : ''
    throw new Refused(before.assignee_id ? 'conversation.taken' : 'conversation.given_back', { name: holder })
  }
  if (wanted.memberId) await requireAssignable(tx, wanted.memberId)
  if (wanted.teamId) await mustExist(tx, 'teams', wanted.teamId, 'team')
  const teamId = wanted.teamId === undefined ? before.team_id : wanted.teamId
  if (wanted.memberId === before.assignee_id && teamId === before.team_id) return
  await change(
    ground,
    tx,
    actor,
    before,
    {
      assignee_id: wanted.memberId,
      team_id: teamId,
      ...(before.status === 'new' && wanted.memberId && { status: 'open' as const }),
    },
    {
      type: 'conversation.assigned',
      data: {
        assigneeId: wanted.memberId,
        fromAssigneeId: before.assignee_id,
        teamId,
        fromTeamId: before.team_id,
      },
    },
  )
}

/** Open, waiting for the customer, or on hold. */
export async function setStatus(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  status: 'open' | 'waiting' | 'on_hold',
) {
  requireAct(actor, 'edit')
  const before = await conversationFor(tx, actor, id, { lock: true })
  if (before.status === 'closed') throw new Refused('conversation.already_closed')
  if (before.status === status) return
  await change(
    ground,
    tx,
    actor,
    before,
    { status, snoozed_until: null, ...(status === 'waiting' && { waiting_since: null }) },
    { type: 'conversation.status_changed', data: { from: before.status, to: status } },
  )
}

/** Puts a conversation aside until a date, or until the customer writes. */
export async function snooze(ground: Ground, tx: Tx, actor: Actor, id: string, until: Date) {
  requireAct(actor, 'edit')
  const before = await conversationFor(tx, actor, id, { lock: true })
  if (before.status === 'closed') throw new Refused('conversation.already_closed')
  if (until <= ground.clock.now()) throw new Invalid('conversation.snooze_in_past')
  await change(
    ground,
    tx,
    actor,
    before,
    { status: 'snoozed', snoozed_until: until },
    { type: 'conversation.snoozed', data: { from: before.status, until: until.toISOString() } },
  )
}

/** Brings a snoozed conversation back. */
export async function wake(ground: Ground, tx: Tx, actor: Actor, id: string) {
  requireAct(actor, 'edit')
  const before = await conversationFor(tx, actor, id, { lock: true })
  if (before.status !== 'snoozed') throw new Refused('conversation.not_snoozed')
  await change(
    ground,
    tx,
    actor,
    before,
    { status: 'open', snoozed_until: null },
    { type: 'conversation.woken' },
  )
}

/** Marks as spam, or not; with `blockSender` the address's next mails go there by themselves. */
export async function setSpam(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  { isSpam, blockSender }: { isSpam: boolean; blockSender: boolean },
) {
  requireAct(actor, 'edit')
  const before = await conversationFor(tx, actor, id, { lock: true })
  if (blockSender)
    await tx
      .updateTable('identities')
      .set({ blocked_at: isSpam ? ground.clock.now() : null })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', 'in', eb =>
        eb
          .selectFrom('messages')
          .select('messages.identity_id')
          .where('messages.workspace_id', '=', tx.workspaceId)
          .where('messages.conversation_id', '=', id)
          .where('messages.identity_id', 'is not', null)
          .$castTo<{ identity_id: string }>(),
      )
      .execute()
  if (before.is_spam === isSpam) return
  await change(
    ground,
    tx,
    actor,
    before,
    { is_spam: isSpam },
    { type: 'conversation.spam_set', data: { isSpam, blockSender } },
  )
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
  const before = await conversationFor(tx, actor, id, { lock: true })
  await mustExist(tx, 'members', memberId, 'member')
  if (shared)
    await tx
      .insertInto('conversation_shares')
      .values({
        workspace_id: tx.workspaceId,
        conversation_id: id,
        member_id: memberId,
        shared_by: actor.memberId,
        at: ground.clock.now(),
      })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  else
    await tx
      .deleteFrom('conversation_shares')
      .where('workspace_id', '=', tx.workspaceId)
      .where('conversation_id', '=', id)
      .where('member_id', '=', memberId)
      .execute()
  await change(
    ground,
    tx,
    actor,
    before,
    {},
    { type: shared ? 'conversation.shared' : 'conversation.unshared', data: { memberId } },
  )
}

async function requireAssignable(tx: Tx, memberId: string) {
  const member = await tx
    .selectFrom('members')
    .select(['status', 'role', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  if (!member) throw new NotFound('member')
  if (member.status !== 'active') throw new Invalid('conversation.assignee_left', { name: member.name })
  if (member.role === 'collaborator')
    throw new Invalid('conversation.assignee_collaborator', { name: member.name })
}

async function memberName(tx: Tx, id: string): Promise<string> {
  const member = await tx
    .selectFrom('members')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return member?.name ?? ''
}

/** Refuses what is not of this workspace. */
export async function mustExist(tx: Tx, table: 'reasons' | 'teams' | 'members', id: string, kind: string) {
  const row = await tx
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound(kind)
}
