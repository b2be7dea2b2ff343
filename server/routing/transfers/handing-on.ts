import { sql } from 'kysely'
import type { transferReasons } from '#contract/transfers.ts'
import { conversationToChange, requireAct } from '#server/conversations/index.ts'
import { type Actor, asEventActor, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isAbsent } from '../absences/absences.ts'
import { isRouted, workerOf } from '../desk/states.ts'
import { type Asked, type House, mayBeGiven } from '../ladders.ts'
import { storedHouse } from '../queues/house.ts'
import { type Knowing, requireKnown } from './knowing.ts'

/** What handing on needs of conversations. */
export interface TransferDeps {
  /** Gives a conversation to somebody or to a team, by the rules and with the events that hands have. */
  assign: (
    tx: Tx,
    actor: Actor,
    conversationId: string,
    wanted: { memberId: string | null; teamId?: string | null; expected?: string | null; because?: string },
  ) => Promise<void>
  /** Writes a note into the thread. */
  note: (
    tx: Tx,
    actor: Actor,
    conversationId: string,
    note: { text: string; mentions: string[] },
  ) => Promise<{ id: string }>
}

export interface Why {
  reason: (typeof transferReasons)[number]
  note: string
}

/** A conversation that somebody is about to hand on, locked. */
export type Conversation = Awaited<ReturnType<typeof conversationToChange>>
type Labelled = Pick<Conversation, 'channel_kind' | 'language' | 'reason_id' | 'complaint'>

/**
 * Hands a conversation on. To a team, it waits there with its first entry kept. To a person, they are offered it where
 * routing is on and they are there, and may decline; otherwise it is theirs at once. Gives the transfer.
 */
export async function handOn(
  ground: Ground,
  deps: TransferDeps,
  tx: Tx,
  actor: Actor,
  {
    id,
    to,
    expected,
    ...why
  }: Why & {
    id: string
    to: { memberId: string } | { teamId: string } | Knowing
    expected?: string | null | undefined
  },
): Promise<string> {
  requireAct(actor, 'assign')
  const byId = workerOf(actor)
  const before = await conversationToChange(tx, actor, id)
  if (before.status === 'closed') throw new Refused('conversation.already_closed')
  if (expected !== undefined && expected !== before.assignee_id) throw await takenBy(tx, before)
  const house = await storedHouse(tx, tx.workspaceId)
  const toMemberId = 'memberId' in to ? to.memberId : null
  const toTeamId = 'teamId' in to ? to.teamId : before.team_id
  if (toMemberId !== null && toMemberId === before.assignee_id) throw new Invalid('transfer.theirs_already')
  const isThere = toMemberId !== null && (await requireReceiver(ground, tx, actor, house, before, toMemberId))
  const isGivenOut = await isOffered(tx, house, before)
  const knowing = 'skillId' in to ? to : null
  const skill = knowing && (await requireKnown(tx, actor, house, await askedFor(tx, before), knowing))
  // Nobody would ask them.
  if (knowing && !isGivenOut) throw new Refused('transfer.not_given_out')
  if ('teamId' in to) await requireTeam(tx, actor, house, before, to.teamId)
  const isAsked = isThere && toMemberId !== byId && isGivenOut
  await writeNote(deps, tx, actor, id, why.note, toMemberId)
  // Nobody has it while somebody is asked; the queue keeps its place.
  await deps.assign(tx, actor, id, {
    memberId: isAsked ? null : toMemberId,
    teamId: toTeamId,
    because: 'transfer',
  })
  const seconds = isAsked ? await secondsToAnswer(tx, house, before.channel_kind, toMemberId) : null
  return write(ground, tx, actor, before, {
    ...{ byId, toMemberId, toTeamId, knowing, skill, reason: why.reason, fromPartnerId: null },
    ...{ state: isAsked ? 'asked' : 'given', seconds },
  })
}

/** Moves a conversation from a partner up to the house: it keeps its first entry and its clocks, and never comes back by itself. */
export async function escalate(
  ground: Ground,
  deps: TransferDeps,
  tx: Tx,
  actor: Actor,
  { id, reason, note }: Why & { id: string },
): Promise<string> {
  requireAct(actor, 'assign')
  const byId = workerOf(actor)
  const { partnerId } = actor
  if (partnerId === null) throw new Forbidden('conversation.not_allowed')
  const before = await conversationToChange(tx, actor, id)
  if (before.status === 'closed') throw new Refused('conversation.already_closed')
  const toTeamId = await escalationTeam(tx, partnerId)
  if (toTeamId === null) throw new Refused('transfer.no_escalation')
  await writeNote(deps, tx, actor, id, note, null)
  await deps.assign(tx, actor, id, { memberId: null, teamId: toTeamId, because: 'transfer' })
  return write(ground, tx, actor, before, {
    ...{ byId, toMemberId: null, toTeamId, knowing: null, skill: null, reason, fromPartnerId: partnerId },
    ...{ state: 'given', seconds: null },
  })
}

async function write(
  { newId, clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  before: Conversation,
  to: {
    byId: string
    toMemberId: string | null
    toTeamId: string | null
    knowing: Knowing | null
    /** The name of it. */
    skill: string | null
    reason: Why['reason']
    fromPartnerId: string | null
    state: 'asked' | 'given'
    seconds: number | null
  },
): Promise<string> {
  const id = newId()
  const now = clock.now()
  await tx
    .updateTable('transfers')
    .set({ state: 'replaced', ended_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', before.id)
    .where('state', '=', 'asked')
    .execute()
  await tx
    .insertInto('transfers')
    .values({
      ...{ workspace_id: tx.workspaceId, id, conversation_id: before.id, by_id: to.byId },
      ...{ from_member_id: before.assignee_id, from_team_id: before.team_id },
      ...{ to_member_id: to.toMemberId, to_team_id: to.toTeamId, reason: to.reason },
      ...{ to_skill_id: to.knowing?.skillId ?? null, to_level: to.knowing?.level ?? null },
      ...{ from_partner_id: to.fromPartnerId, state: to.state, at: now },
      ends_at: to.seconds === null ? null : new Date(now.getTime() + to.seconds * 1000),
      ended_at: to.state === 'given' ? now : null,
    })
    .execute()
  const isAsked = to.state === 'asked'
  await recordEvent(tx, {
    type: 'conversation.transferred',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: before.id },
    conversationId: before.id,
    contactId: before.contact_id,
    data: {
      ...{ transferId: id, assigneeId: isAsked ? null : to.toMemberId, fromAssigneeId: before.assignee_id },
      ...{ teamId: to.toTeamId, fromTeamId: before.team_id, toMemberId: to.toMemberId },
      ...(to.knowing && { toSkillId: to.knowing.skillId, level: to.knowing.level, skill: to.skill }),
      ...{ reason: to.reason, isEscalation: to.fromPartnerId !== null, isAsked },
    },
  })
  return id
}

async function writeNote(
  deps: TransferDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  text: string,
  memberId: string | null,
): Promise<void> {
  if (text === '') return
  const mentions = memberId === null || memberId === actor.memberId ? [] : [memberId]
  await deps.note(tx, actor, id, { text, mentions })
}

/** Refuses whom this may not be handed on to; says whether they are there. Who may hold work is for `assign` to say. */
async function requireReceiver(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  house: House,
  before: Conversation,
  memberId: string,
): Promise<boolean> {
  const { rows } = await sql<{ name: string; partner_id: string | null; role: string; is_there: boolean }>`
    select m.name, m.partner_id, m.role, m.status = 'active' and exists (
      select from work_states s
      where s.workspace_id = m.workspace_id and s.member_id = m.id and s.status = 'available'
        and not s.is_silent and is_reached(s)
    ) as is_there
    from members m where m.workspace_id = ${tx.workspaceId} and m.id = ${memberId}`.execute(tx)
  const [member] = rows
  if (!member) throw new NotFound('member')
  if (await isAbsent(ground, tx, memberId)) throw new Refused('transfer.absent', { name: member.name })
  if (seesTeamsOnly(actor) && member.partner_id !== actor.partnerId)
    throw new Forbidden('transfer.outside_teams')
  await requireContract(tx, house, before, before.team_id, member.partner_id, member.name)
  // A partner's adviser of another team, or somebody who answers no customer, is refused by the assignment.
  const mayHold =
    member.role !== 'collaborator' &&
    (member.role !== 'partner' || (await isOfTeam(tx, memberId, before.team_id)))
  return member.is_there && mayHold
}

async function requireTeam(
  tx: Tx,
  actor: Actor,
  house: House,
  before: Conversation,
  teamId: string,
): Promise<void> {
  const team = house.teams.get(teamId)
  if (!team) throw new NotFound('team')
  if (seesTeamsOnly(actor) && !actor.teamIds.includes(teamId)) throw new Forbidden('transfer.outside_teams')
  if (teamId === before.team_id && before.assignee_id === null) throw new Invalid('transfer.theirs_already')
  await requireContract(tx, house, before, teamId, team.partnerId, team.name)
}

/** The same of what is taken or assigned, where routing is on. */
export async function requireAgreed(tx: Tx, memberId: string, conversationId: string): Promise<void> {
  if (!(await isRouted(tx))) return
  const member = await tx
    .selectFrom('members')
    .select(['name', 'partner_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  if (!member?.partner_id) return
  const conversation = await tx
    .selectFrom('conversations')
    .select(['channel_kind', 'team_id', 'language', 'reason_id', 'complaint'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  const house = await storedHouse(tx, tx.workspaceId)
  await requireContract(tx, house, conversation, conversation.team_id, member.partner_id, member.name)
}

/** Invariant 6: what is outside its contract goes to no partner, by hand either. */
async function requireContract(
  tx: Tx,
  house: House,
  before: Labelled,
  teamId: string | null,
  partnerId: string | null,
  name: string,
): Promise<void> {
  if (partnerId === null) return
  if (!mayBeGiven(house, partnerId, await askedFor(tx, { ...before, team_id: teamId })))
    throw new Refused('transfer.outside_contract', { name })
}

/** What of a conversation decides who is asked for it. */
async function askedFor(
  tx: Tx,
  {
    channel_kind: channel,
    team_id: teamId,
    language,
    reason_id: id,
    complaint,
  }: Labelled & Pick<Conversation, 'team_id'>,
): Promise<Asked> {
  const reason = id
    ? await tx
        .selectFrom('reasons')
        .select(['parent_id', 'is_complaint'])
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  return {
    ...{ channel, teamId, language },
    reasonIds: [id, reason?.parent_id ?? null].filter(one => one !== null),
    // As routing reads it: what somebody said of it goes before what its reason lets one expect.
    isComplaint: complaint === null ? reason?.is_complaint === true : complaint !== 'dismissed',
  }
}

/** Whether routing would offer it: it is on, it gives this channel out, and the customer waits. */
async function isOffered(tx: Tx, { choices }: House, before: Conversation): Promise<boolean> {
  const isOpen = before.status === 'new' || before.status === 'open'
  return (
    isOpen && !before.is_spam && Object.hasOwn(choices.channels, before.channel_kind) && (await isRouted(tx))
  )
}

/** How long somebody has to answer on a channel; null for as long as they are there. */
async function secondsToAnswer(
  tx: Tx,
  { choices }: House,
  channel: string,
  memberId: string | null,
): Promise<number | null> {
  const seconds =
    Object.entries(choices.channels).find(([name]) => name === channel)?.[1].offerSeconds ?? null
  if (seconds === null) return null
  const { rows } = await sql<{ longer: boolean | null }>`
    select (preferences ->> 'longerOffers')::boolean as longer from members
    where workspace_id = ${tx.workspaceId} and id = ${memberId}`.execute(tx)
  return rows[0]?.longer ? seconds * 3 : seconds
}

/** Where a partner's people move up what is not for them: as its contract says, or to whoever looks first at what no team has. */
async function escalationTeam(tx: Tx, partnerId: string): Promise<string | null> {
  const contract = await tx
    .selectFrom('partner_contracts')
    .select('escalation_team_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('partner_id', '=', partnerId)
    .executeTakeFirst()
  if (contract?.escalation_team_id) return contract.escalation_team_id
  const { choices, teams } = await storedHouse(tx, tx.workspaceId)
  const { triageTeamId } = choices
  return triageTeamId !== null && teams.get(triageTeamId)?.partnerId === null ? triageTeamId : null
}

async function isOfTeam(tx: Tx, memberId: string, teamId: string | null): Promise<boolean> {
  if (teamId === null) return false
  const row = await tx
    .selectFrom('team_members')
    .select('team_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('team_id', '=', teamId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}

/** Somebody was first. */
export async function takenBy(
  tx: Tx,
  { assignee_id: holder }: Conversation,
  what: 'conversation' | 'transfer' = 'conversation',
): Promise<Refused> {
  if (holder === null) return new Refused(what === 'transfer' ? 'transfer.over' : 'conversation.given_back')
  const { name } = await tx
    .selectFrom('members')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', holder)
    .executeTakeFirstOrThrow()
  return new Refused(what === 'transfer' ? 'transfer.taken' : 'conversation.taken', { name })
}
