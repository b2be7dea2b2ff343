import { sql } from 'kysely'
import type { Brand } from '#contract/brands.ts'
import type { PromiseTarget } from '#contract/promises.ts'
import type { Workspace } from '#contract/workspaces.ts'
import { type Conversations, conversationToChange, requireAct } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { attempt } from '#server/platform/attempt.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { mailThem, type SendNotice } from '#server/workspaces/index.ts'
import { acknowledgeTarget, acknowledgeWarning, answerBy, answerWarning, regulatedSectors } from './clocks.ts'
import { answeredSince, messageOf, showDue } from './queries.ts'

export interface ComplaintDeps {
  ground: Ground
  conversations: Pick<Conversations, 'automatic'>
  workspaceOf: (tx: Tx) => Promise<Workspace>
  /** When a target is due in the hours and holidays of the house. */
  dueOf: (tx: Tx, target: PromiseTarget, since: Date) => Promise<Date>
  /** The brand that a channel speaks for. */
  brandOf: (tx: Tx, channelId: string | null) => Promise<Brand>
  /** Writes to the people of the house. */
  sendNotice: SendNotice
  /** Takes what became a complaint from a partner that may have none; gives who had it. */
  bringHome: (
    tx: Tx,
    by: EventActor,
    conversationId: string,
  ) => Promise<{ fromMemberId: string | null } | undefined>
}

type Row = Awaited<ReturnType<typeof conversationToChange>>
type What = 'proposed' | 'confirmed' | 'dismissed' | 'acknowledged' | 'undelivered' | 'held' | 'concluded'

/** What proposes a complaint: words, a rule, or somebody. */
export interface Proposal {
  conversationId: string
  messageId?: string | undefined
  words: readonly string[]
  ruleId?: string | undefined
}

/** Proposes a complaint to people; nothing where it is one already, or was said to be none since that message. */
export async function propose(
  deps: ComplaintDeps,
  tx: Tx,
  by: EventActor,
  conversation: Row,
  { messageId, words, ruleId }: Omit<Proposal, 'conversationId'>,
): Promise<void> {
  const message = await messageOf(tx, conversation.id, messageId)
  if (messageId && !message) throw new NotFound('message')
  if (conversation.complaint === 'proposed' || conversation.complaint === 'confirmed') return
  const known = await tx
    .selectFrom('complaints')
    .select(['settled_at', 'message_id', 'sent_at', 'answer_by', 'words', 'rule_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversation.id)
    .executeTakeFirst()
  // A person said no: only what the customer writes after that speaks again.
  if (by.kind !== 'member' && known?.settled_at && message && message.at <= known.settled_at) return
  const isOfBefore = messageId
    ? messageId === known?.message_id
    : !message || message.at <= (known?.settled_at ?? 0)
  // Of what was dismissed, the clocks began once: whoever thinks again neither stops them nor begins them anew.
  if (by.kind === 'member' && known?.settled_at && isOfBefore) {
    await tx
      .updateTable('complaints')
      .set({
        ...{ settled_at: null, settled_by: null },
        ...(known.answer_by === null && (await clocksOf(deps, tx, known.sent_at))),
      })
      .where('workspace_id', '=', tx.workspaceId)
      .where('conversation_id', '=', conversation.id)
      .execute()
    await say(deps, tx, by, conversation, 'proposed', { words: known.words, ruleId: known.rule_id })
    return
  }
  const now = deps.ground.clock.now()
  const sentAt = message?.at ?? conversation.last_message_at
  const values = {
    ...{ message_id: message?.id ?? null, words: [...words], rule_id: ruleId ?? null },
    ...{ proposed_by: by.kind === 'member' ? by.id : null, proposed_at: now, sent_at: sentAt },
    ...{ settled_at: null, settled_by: null, ...(await clocksOf(deps, tx, sentAt)) },
    ...{ acknowledged_at: null, acknowledged_message_id: null, answered_at: null, held_until: null },
    ...{ cause_id: null, outcome: null, concluded_at: null, concluded_by: null },
  }
  await tx
    .insertInto('complaints')
    // The first time that they complained is proof of when mediation ends: what they write later moves it no more.
    .values({
      ...{ workspace_id: tx.workspaceId, conversation_id: conversation.id, ...values },
      ...{ first_sent_at: sentAt, first_message_id: message?.id ?? null },
    })
    .onConflict(conflict => conflict.columns(['workspace_id', 'conversation_id']).doUpdateSet(values))
    .execute()
  await say(deps, tx, by, conversation, 'proposed', { words: [...words], ruleId: ruleId ?? null })
}

/** Null where the sector asks for no clock. */
async function clocksOf({ workspaceOf, dueOf }: ComplaintDeps, tx: Tx, sentAt: Date) {
  const { settings, timeZone } = await workspaceOf(tx)
  const untold = {
    ...{ acknowledge_warned_at: null, acknowledge_missed_at: null },
    ...{ answer_warned_at: null, answer_missed_at: null },
  }
  if (!regulatedSectors.has(settings.sector))
    return {
      ...{ acknowledge_by: null, acknowledge_warn_at: null, answer_by: null, answer_warn_at: null },
      ...untold,
    }
  const due = answerBy(sentAt, timeZone)
  return {
    acknowledge_by: await dueOf(tx, acknowledgeTarget, sentAt),
    acknowledge_warn_at: await dueOf(tx, acknowledgeWarning(settings.complaintWarnAcknowledge), sentAt),
    answer_by: due,
    answer_warn_at: answerWarning(due, settings.complaintWarnAnswer, timeZone),
    ...untold,
  }
}

/** A person says that it is a complaint. Where clocks run, the customer is told at once that it came. */
export async function confirm(deps: ComplaintDeps, tx: Tx, actor: Actor, id: string): Promise<void> {
  const conversation = await toSettle(tx, actor, id)
  if (conversation.complaint === 'confirmed') return
  if (conversation.complaint !== 'proposed')
    await propose(deps, tx, memberOf(actor), conversation, { words: [] })
  await settle(deps, tx, actor, conversation)
  await say(deps, tx, memberOf(actor), conversation, 'confirmed')
  await acknowledge(deps, tx, actor, conversation)
  // Last: whoever confirms may see it no more.
  await goHome(deps, tx, memberOf(actor), conversation)
}

/** A partner whose contract has no complaints keeps none; whoever of it had this one is told that it is the house's now. */
export async function goHome(
  deps: ComplaintDeps,
  tx: Tx,
  by: EventActor,
  { id, number }: Pick<Row, 'id' | 'number'>,
): Promise<void> {
  const moved = await deps.bringHome(tx, by, id)
  if (!moved?.fromMemberId || moved.fromMemberId === by.id) return
  await mailThem(deps.ground, deps.sendNotice, tx, {
    ...{ who: ['owner'], assigneeId: moved.fromMemberId, teamId: null },
    words: language => ({
      subject: deps.ground.t(language, 'complaint:mail.home.subject', { number }),
      lines: [deps.ground.t(language, 'complaint:mail.home.text', { number })],
    }),
  })
}

/** A person says why it is no complaint, or none any more: never without a reason, and the reason stays. */
export async function dismiss(
  deps: ComplaintDeps,
  tx: Tx,
  actor: Actor,
  { id, reason }: { id: string; reason: string },
): Promise<void> {
  const conversation = await toSettle(tx, actor, id)
  if (conversation.complaint !== 'proposed' && conversation.complaint !== 'confirmed')
    throw new Refused('complaint.none')
  await settle(deps, tx, actor, conversation)
  await say(deps, tx, memberOf(actor), conversation, 'dismissed', {}, maskCards(reason).text)
}

/** Writes to the customer why the answer takes longer; the two months run on. */
export async function hold(
  deps: ComplaintDeps,
  tx: Tx,
  actor: Actor,
  { id, reason, until }: { id: string; reason: string; until: string },
): Promise<void> {
  const conversation = await toSettle(tx, actor, id)
  if (conversation.complaint !== 'confirmed') throw new Refused('complaint.not_confirmed')
  if (until <= deps.ground.clock.now().toISOString().slice(0, 10)) throw new Invalid('complaint.held_in_past')
  const letter = await send(deps, tx, actor, conversation, 'holding', {
    reason: maskCards(reason).text,
    until,
  })
  // The letter says it itself, wherever it is shown: what is lost of it was said to nobody.
  await tx
    .updateTable('messages')
    .set({ metadata: sql`metadata || jsonb_build_object('heldUntil', ${until}::text)` })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', letter)
    .execute()
  await tx
    .updateTable('complaints')
    .set({ held_until: until })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', id)
    .execute()
  await say(deps, tx, memberOf(actor), conversation, 'held', { until }, maskCards(reason).text)
}

/** The conversation that somebody is about to settle, locked. */
export async function toSettle(tx: Tx, actor: Actor, id: string): Promise<Row> {
  requireAct(actor, 'edit')
  return conversationToChange(tx, actor, id)
}

/** A person, where the actor is one. */
export const memberOf = (actor: Actor): EventActor =>
  actor.memberId ? { kind: 'member', id: actor.memberId } : asEventActor(actor)

async function settle({ ground }: ComplaintDeps, tx: Tx, actor: Actor, { id }: Row): Promise<void> {
  await tx
    .updateTable('complaints')
    .set({ settled_at: ground.clock.now(), settled_by: actor.memberId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', id)
    .execute()
}

/** CMP-2: sent at once, unless a person has written since it came. Where nobody can be written to, the clock runs on. */
async function acknowledge(deps: ComplaintDeps, tx: Tx, actor: Actor, conversation: Row): Promise<void> {
  const known = await tx
    .selectFrom('complaints')
    .select(['sent_at', 'acknowledge_by', 'acknowledged_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversation.id)
    .executeTakeFirstOrThrow()
  if (!known.acknowledge_by || known.acknowledged_at) return
  const answered = await answeredSince(tx, conversation.id, known.sent_at, 'first')
  let letter: string | undefined
  if (!answered) {
    if (!(await deps.workspaceOf(tx)).settings.complaintAcknowledge) return
    const { refusal } = await attempt(tx, async () => {
      letter = await send(deps, tx, actor, conversation, 'acknowledgement', {})
    })
    if (refusal) return
  }
  await tx
    .updateTable('complaints')
    .set({
      acknowledged_at: answered?.at ?? deps.ground.clock.now(),
      acknowledged_message_id: answered?.id ?? letter ?? null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversation.id)
    .execute()
  await showDue(tx, [conversation.id], deps.ground.clock.now())
  if (!answered) await say(deps, tx, { kind: 'system', id: null }, conversation, 'acknowledged')
}

/** Writes to the customer in their language, by the way they wrote. */
async function send(
  { ground, conversations, workspaceOf, brandOf }: ComplaintDeps,
  tx: Tx,
  actor: Actor,
  conversation: Row,
  letter: 'acknowledgement' | 'holding',
  said: { reason?: string; until?: string },
): Promise<string> {
  const { sent_at, answer_by, message_id } = await tx
    .selectFrom('complaints')
    .select(['sent_at', 'answer_by', 'message_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversation.id)
    .executeTakeFirstOrThrow()
  const house = await workspaceOf(tx)
  const language: Language = conversation.language ?? house.language
  const day = (date: Date, timeZone: string) =>
    new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long', timeZone }).format(
      date,
    )
  const message = message_id ?? (await messageOf(tx, conversation.id, undefined))?.id
  if (!message) throw new Refused('complaint.no_message')
  return conversations.automatic.answer(tx, actor, {
    conversationId: conversation.id,
    messageId: message,
    text: ground.t(language, `complaint:letter.${letter}`, {
      sent: day(sent_at, house.timeZone),
      due: answer_by ? day(answer_by, house.timeZone) : '',
      until: said.until ? day(new Date(`${said.until}T12:00:00Z`), 'UTC') : '',
      reason: said.reason ?? '',
      number: conversation.number,
      house: (await brandOf(tx, conversation.channel_id)).name,
    }),
  })
}

/** Writes how it stands on the conversation, keeps who said so and why, and tells it. */
export async function say(
  { ground }: ComplaintDeps,
  tx: Tx,
  by: EventActor,
  conversation: Pick<Row, 'id' | 'contact_id' | 'assignee_id' | 'team_id'>,
  what: What,
  data: Record<string, unknown> = {},
  reason?: string,
): Promise<void> {
  const now = ground.clock.now()
  const isState = what === 'proposed' || what === 'confirmed' || what === 'dismissed'
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...(isState && { complaint: what }),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  if (isState) await showDue(tx, [conversation.id], now)
  await sql`
    insert into complaint_acts (workspace_id, id, conversation_id, at, what, made_by, reason)
    values (${tx.workspaceId}, ${ground.newId()}, ${conversation.id}, ${now}, ${what},
      ${by.kind === 'member' ? by.id : null}, ${reason ?? null})`.execute(tx)
  await ground.recordEvent(tx, {
    type: `conversation.complaint_${what}`,
    actor: by,
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { assigneeId: conversation.assignee_id, teamId: conversation.team_id, ...data },
    ...(reason !== undefined && { details: { reason } }),
  })
}
