import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import { type ConversationRecord, conversationToChange, requireAct } from '../access.ts'
import { isAtHand, uploaderOf } from '../attachments.ts'
import { assign, snooze, wake } from '../changes.ts'
import { addToDraft, forgetDraft } from '../drafts.ts'
import { maskWords } from '../messages.ts'
import { readyToLeave } from '../ready.ts'
import { type WriteInput, type WritingDeps, write } from '../writing.ts'
import {
  type Body,
  refreshScheduled,
  requireScheduled,
  type ScheduledRecord,
  scheduledIn,
} from './queries.ts'

/** More than these in one conversation are a campaign, and belong elsewhere. */
export const mostScheduled = 20
const longestMs = 366 * 86_400_000

export interface When {
  leavesAt: string
  evenAfterNews: boolean
}

type ScheduleInput = Omit<WriteInput, 'kind' | 'mentions'> & When

/** Keeps a reply for later, refused now for what would refuse it then; the conversation is put aside until it leaves. */
export async function schedule(deps: WritingDeps, tx: Tx, actor: Actor, input: ScheduleInput) {
  requireAct(actor, 'reply')
  const { ground } = deps
  const now = ground.clock.now()
  const leavesAt = requireMoment(input.leavesAt, now)
  if (input.text.trim() === '' && input.attachmentIds.length === 0)
    throw new Invalid('conversation.empty_message')
  const conversation = await conversationToChange(tx, actor, input.id)
  const { channelId, to } = await readyToLeave(deps, tx, actor, conversation, input)
  if ((await scheduledIn(tx, conversation.id)).length >= mostScheduled)
    throw new Refused('conversation.too_many_scheduled', { most: mostScheduled })
  await holdFiles(tx, actor, conversation.id, input.attachmentIds)
  const words = maskWords({
    subject: input.subject?.trim() || null,
    text: input.text,
    html: input.html ? deps.cleanHtml(input.html) : null,
  })
  const body: Body = {
    text: words.text,
    ...(words.html && { html: words.html }),
    ...(words.subject && { subject: words.subject }),
    to,
    cc: input.cc,
    bcc: input.bcc,
    attachmentIds: input.attachmentIds,
    afterwards: input.afterwards,
    ...(input.forwardMessageId && { forwardMessageId: input.forwardMessageId }),
    cannedAnswerIds: input.cannedAnswerIds,
    ...(input.macro && { macro: input.macro }),
  }
  const id = ground.newId()
  await tx
    .insertInto('scheduled_replies')
    .values({
      workspace_id: tx.workspaceId,
      id,
      conversation_id: conversation.id,
      author_id: actor.memberId!, // only people schedule
      channel_id: channelId,
      body: JSON.stringify(body),
      leaves_at: leavesAt,
      seen_message_id: conversation.last_message_id,
      on_closed: conversation.status === 'closed',
      even_after_news: input.evenAfterNews,
      created_at: now,
      updated_at: now,
    })
    .execute()
  await forgetDraft(tx, actor, conversation.id, 'reply')
  await restUntil(deps, tx, actor, conversation, leavesAt)
  await told(deps, tx, actor, conversation, id, { type: 'reply_scheduled', leavesAt })
  return requireScheduled(tx, conversation.id, id)
}

/** Chooses another moment, on what is known now: one that was held leaves then, signed by whoever is still here. */
export async function move(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  { id, replyId, ...when }: { id: string; replyId: string } & When,
) {
  requireAct(actor, 'reply')
  const now = deps.ground.clock.now()
  const leavesAt = requireMoment(when.leavesAt, now)
  const conversation = await conversationToChange(tx, actor, id)
  const reply = await requireScheduled(tx, conversation.id, replyId)
  await tx
    .updateTable('scheduled_replies')
    .set({
      leaves_at: leavesAt,
      even_after_news: when.evenAfterNews,
      seen_message_id: conversation.last_message_id,
      on_closed: conversation.status === 'closed',
      home_id: null,
      ...(reply.author_status !== 'active' && { author_id: actor.memberId! }),
      held_because: null,
      held_code: null,
      held_values: '{}',
      told_at: null,
      updated_at: now,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', replyId)
    .execute()
  await restUntil(deps, tx, actor, conversation, leavesAt)
  await told(deps, tx, actor, conversation, replyId, { type: 'reply_moved', leavesAt })
  return requireScheduled(tx, conversation.id, replyId)
}

/** Sends it at once, signed by whoever asks; whatever held it was seen by them. */
export async function sendNow(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  { id, replyId }: { id: string; replyId: string },
) {
  requireAct(actor, 'reply')
  const conversation = await conversationToChange(tx, actor, id)
  const reply = await requireScheduled(tx, conversation.id, replyId)
  await remove(tx, reply, deps.ground.clock.now())
  return write(deps, tx, actor, leavingInput(reply), { keepsDraft: true })
}

/** Makes it a draft again, of whoever asks; the conversation comes back when it was aside for it. */
export async function unschedule(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  { id, replyId }: { id: string; replyId: string },
): Promise<void> {
  requireAct(actor, 'reply')
  const { ground } = deps
  const conversation = await conversationToChange(tx, actor, id)
  const reply = await requireScheduled(tx, conversation.id, replyId)
  const { afterwards: _, macro: __, ...body } = reply.body
  if (body.attachmentIds.length > 0)
    await tx
      .updateTable('attachments')
      .set({ uploaded_by: uploaderOf(actor) })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', 'in', body.attachmentIds)
      .where(isAtHand(actor, conversation.id))
      .execute()
  const now = ground.clock.now()
  await addToDraft(
    tx,
    { memberId: actor.memberId!, conversationId: conversation.id, kind: 'reply' },
    { ...body, channelId: reply.channel_id },
    now,
  )
  await remove(tx, reply, now)
  if (restsFor(conversation, reply)) await wake(ground, tx, actor, conversation.id)
  await told(deps, tx, actor, conversation, replyId, { type: 'reply_unscheduled' })
}

/** True when the conversation is aside until this reply leaves, and for nothing else. */
export const restsFor = (
  { status, snoozed_until }: Pick<ConversationRecord, 'status' | 'snoozed_until'>,
  { leaves_at }: Pick<ScheduledRecord, 'leaves_at'>,
) => status === 'snoozed' && snoozed_until?.getTime() === leaves_at.getTime()

/** What is written when a reply leaves. */
export const leavingInput = ({ conversation_id, channel_id, body }: ScheduledRecord): WriteInput => ({
  id: conversation_id,
  kind: 'reply',
  mentions: [],
  ...body,
  channelId: channel_id,
  // What came since was looked at before this.
  sendAnyway: true,
})

/** Takes a scheduled reply away: it leaves, or does not. */
export async function remove(tx: Tx, { id, conversation_id }: ScheduledRecord, now: Date): Promise<void> {
  await tx
    .deleteFrom('scheduled_replies')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await refreshScheduled(tx, conversation_id, now)
}

function requireMoment(text: string, now: Date): Date {
  const at = new Date(text)
  if (!(at.getTime() > now.getTime())) throw new Invalid('conversation.schedule_in_past')
  if (at.getTime() > now.getTime() + longestMs) throw new Invalid('conversation.schedule_too_far')
  return at
}

/** Nothing is to be done until then: it rests with whoever answers for it. What is closed stays closed. */
async function restUntil(
  { ground }: WritingDeps,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  until: Date,
) {
  if (conversation.status === 'closed') return
  if (!conversation.assignee_id && actor.memberId)
    await assign(ground, tx, actor, conversation.id, { memberId: actor.memberId })
  await snooze(ground, tx, actor, conversation.id, until)
}

async function told(
  { ground }: WritingDeps,
  tx: Tx,
  actor: Actor,
  { id, contact_id, assignee_id, team_id }: ConversationRecord,
  replyId: string,
  { type, leavesAt }: { type: 'reply_scheduled' | 'reply_moved' | 'reply_unscheduled'; leavesAt?: Date },
) {
  await refreshScheduled(tx, id, ground.clock.now())
  await ground.recordEvent(tx, {
    type: `conversation.${type}`,
    actor: asEventActor(actor),
    subject: { kind: 'scheduled_reply', id: replyId },
    conversationId: id,
    contactId: contact_id,
    data: {
      assigneeId: assignee_id ?? actor.memberId,
      teamId: team_id,
      ...(leavesAt && { leavesAt: leavesAt.toISOString() }),
    },
  })
}

/** Files that wait belong to the conversation, so that anybody who sends the reply sends them. */
async function holdFiles(tx: Tx, actor: Actor, conversationId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx
    .updateTable('attachments')
    .set({ conversation_id: conversationId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .where(isAtHand(actor, conversationId))
    .returning('id')
    .execute()
  if (rows.length !== new Set(ids).size) throw new Invalid('attachment.unknown')
}
