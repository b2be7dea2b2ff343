import { conversationToChange, requireAct } from '#server/conversations/index.ts'
import { type Actor, asEventActor, isLeading } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { workerOf } from '../desk/states.ts'
import { handOn, type TransferDeps } from '../transfers/handing-on.ts'
import { type ConsultationRow, consultationFor } from './queries.ts'
import { peopleAsked, type Whom } from './whom.ts'

/** What asking colleagues needs of conversations. */
export interface ConsultDeps extends TransferDeps {
  /** Shows a conversation to somebody who sees only what is shared with them. */
  share: (tx: Tx, actor: Actor, conversationId: string, memberId: string) => Promise<void>
}

/** After so long, whoever asks is told that nobody has answered: a customer who chats waits for it. */
const minutesToAnswer = (channel: string): number => (channel === 'chat' ? 3 : 60)

/** Asks colleagues something inside a conversation, in a note of its thread. Gives the question. */
export async function ask(
  ground: Ground,
  deps: ConsultDeps,
  tx: Tx,
  actor: Actor,
  { id: conversationId, whom, question }: { id: string; whom: Whom; question: string },
): Promise<string> {
  const { newId, clock, recordEvent } = ground
  requireAct(actor, 'note')
  const byId = workerOf(actor)
  const conversation = await conversationToChange(tx, actor, conversationId)
  if (conversation.status === 'closed') throw new Refused('conversation.already_closed')
  const { ids, shares, skill } = await peopleAsked(ground, tx, actor, conversation, whom)
  if (shares) for (const memberId of ids) await deps.share(tx, actor, conversationId, memberId)
  const note = await deps.note(tx, actor, conversationId, { text: question, mentions: [] })
  const id = newId()
  const now = clock.now()
  await tx
    .insertInto('consultations')
    .values({
      ...{ workspace_id: tx.workspaceId, id, conversation_id: conversationId, by_id: byId },
      ...{ question_id: note.id, state: 'open', at: now, to_kind: whom.kind },
      to_member_id: whom.kind === 'member' ? whom.id : null,
      to_team_id: whom.kind === 'team' ? whom.id : null,
      ...(whom.kind === 'skill' && { to_skill_id: whom.id, level: whom.level }),
      remind_at: new Date(now.getTime() + minutesToAnswer(conversation.channel_kind) * 60_000),
    })
    .execute()
  await tx
    .insertInto('consultation_people')
    .values(ids.map(member_id => ({ workspace_id: tx.workspaceId, consultation_id: id, member_id })))
    .execute()
  await recordEvent(tx, {
    type: 'conversation.consulted',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: conversationId },
    conversationId,
    contactId: conversation.contact_id,
    data: {
      ...{ consultationId: id, byId, askedIds: ids, toKind: whom.kind },
      toTeamId: whom.kind === 'team' ? whom.id : null,
      ...(skill !== undefined && { skill }),
      ...{ assigneeId: conversation.assignee_id, teamId: conversation.team_id },
    },
  })
  return id
}

/** Answers what somebody is asked, by a note of the thread. */
export async function answer(
  ground: Ground,
  deps: ConsultDeps,
  tx: Tx,
  actor: Actor,
  { id, text }: { id: string; text: string },
): Promise<void> {
  const consultation = await askedOfMe(tx, actor, id)
  const note = await deps.note(tx, actor, consultation.conversationId, { text, mentions: [] })
  await end(ground, tx, asEventActor(actor), consultation, {
    ...{ state: 'answered', endedById: actor.memberId, answerId: note.id },
  })
}

/** Says that somebody cannot answer; once everybody did, whoever asks is told. */
export async function decline(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const consultation = await askedOfMe(tx, actor, id)
  await leaveOut(ground, tx, asEventActor(actor), consultation, actor.memberId!)
}

/** Takes somebody out of those who are asked, and ends the question where they were the last. */
export async function leaveOut(
  ground: Ground,
  tx: Tx,
  by: EventActor,
  consultation: ConsultationRow,
  memberId: string,
): Promise<void> {
  await tx
    .updateTable('consultation_people')
    .set({ declined_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('consultation_id', '=', consultation.id)
    .where('member_id', '=', memberId)
    .execute()
  const left = await tx
    .selectFrom('consultation_people')
    .select('member_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('consultation_id', '=', consultation.id)
    .where('declined_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!left) await end(ground, tx, by, consultation, { state: 'declined', endedById: memberId })
}

/** Withdraws a question: whoever asked it, has the conversation, or leads. Its note stays. */
export async function withdraw(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const consultation = await consultationFor(tx, actor, id)
  const me = workerOf(actor)
  const isTheirs = consultation.by.id === me || consultation.assigneeId === me
  if (!isTheirs && !isLeading(actor)) throw new NotFound('consultation')
  requireOpen(consultation)
  await end(ground, tx, asEventActor(actor), consultation, { state: 'withdrawn', endedById: null })
}

/**
 * Hands the conversation over in one press: whoever is asked takes it over, and whoever has it gives it to who answered,
 * or to whom they asked. It is a transfer as any other; gives its id.
 */
export async function handOverAsked(
  ground: Ground,
  deps: ConsultDeps,
  tx: Tx,
  actor: Actor,
  { id, expected }: { id: string; expected?: string | null | undefined },
): Promise<string> {
  requireAct(actor, 'assign')
  const consultation = await consultationFor(tx, actor, id)
  const { conversationId, handsOverTo, state, to } = consultation
  if (state !== 'open' && state !== 'answered') throw over(consultation)
  if (!handsOverTo) throw new Refused('consultation.to_nobody')
  const isTeam = handsOverTo.id === to.id && to.kind === 'team'
  const transferId = await handOn(ground, deps, tx, actor, {
    ...{ id: conversationId, expected, reason: 'skill', note: '' },
    to: isTeam ? { teamId: handsOverTo.id } : { memberId: handsOverTo.id },
  })
  if (state === 'open')
    await end(ground, tx, asEventActor(actor), consultation, {
      state: 'handed_over',
      endedById: isTeam ? null : handsOverTo.id,
    })
  return transferId
}

/** Ends a question and tells whoever asked it. */
export async function end(
  { clock, recordEvent }: Ground,
  tx: Tx,
  by: EventActor,
  { id, conversationId, contactId, assigneeId, teamId, askedIds, by: { id: byId } }: ConsultationRow,
  {
    state,
    endedById,
    answerId = null,
  }: {
    state: Exclude<ConsultationRow['state'], 'open'>
    endedById: string | null
    answerId?: string | null
  },
): Promise<void> {
  await tx
    .updateTable('consultations')
    .set({ state, ended_by_id: endedById, answer_id: answerId, ended_at: clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await recordEvent(tx, {
    type: 'conversation.consultation_ended',
    actor: by,
    subject: { kind: 'conversation', id: conversationId },
    conversationId,
    contactId,
    data: { consultationId: id, byId, askedIds, assigneeId, teamId, endedById, state },
  })
}

/** Tells whoever asked, and those who were asked, that nobody has answered yet. */
export async function remind(
  { clock, recordEvent }: Ground,
  tx: Tx,
  { id, conversationId, contactId, assigneeId, teamId, askedIds, by }: ConsultationRow,
): Promise<void> {
  await tx
    .updateTable('consultations')
    .set({ reminded_at: clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await recordEvent(tx, {
    type: 'conversation.consultation_unanswered',
    actor: system,
    subject: { kind: 'conversation', id: conversationId },
    conversationId,
    contactId,
    data: { consultationId: id, byId: by.id, askedIds, assigneeId, teamId },
  })
}

/** A question that somebody may answer; once it is over, the sentence says how. */
async function askedOfMe(tx: Tx, actor: Actor, id: string): Promise<ConsultationRow> {
  const consultation = await consultationFor(tx, actor, id)
  if (!actor.memberId || !consultation.askedIds.includes(actor.memberId)) throw new NotFound('consultation')
  requireOpen(consultation)
  if (!consultation.isAskedOfMe) throw new Refused('consultation.declined')
  return consultation
}

function requireOpen(consultation: ConsultationRow): void {
  if (consultation.state !== 'open') throw over(consultation)
}

const over = ({ state, endedBy }: ConsultationRow): Refused =>
  state === 'answered' && endedBy
    ? new Refused('consultation.answered', { name: endedBy.name })
    : new Refused('consultation.over')
