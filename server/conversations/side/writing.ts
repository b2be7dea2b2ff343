import type { z } from 'zod'
import type { SideConversation, sideConversations } from '#contract/side-conversations.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import { type ConversationRecord, conversationToChange, requireAct, requireMessage } from '../access.ts'
import { attachTo } from '../attachments.ts'
import type { Recipient } from '../channel.ts'
import { maskWords } from '../messages.ts'
import type { WritingDeps } from '../writing.ts'
import { lockSide, type SideRecord, sideOf } from './queries.ts'

type Input<Name extends 'open' | 'write'> = z.output<
  NonNullable<(typeof sideConversations)[Name]['~orpc']['inputSchema']>
>

/** Opens a side conversation with its first mail. */
export async function openSide(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  input: Input<'open'>,
): Promise<SideConversation> {
  requireAct(actor, 'reply')
  const { ground } = deps
  const conversation = await conversationToChange(tx, actor, input.id)
  if (input.includesMessageId) await requireMessage(tx, conversation.id, input.includesMessageId)
  const channelId = await sideChannel(deps, tx, conversation, input.channelId)
  const now = ground.clock.now()
  const { subject } = maskWords({ subject: input.subject, text: '', html: null })
  const side: SideRecord = {
    id: ground.newId(),
    conversation_id: conversation.id,
    channel_id: channelId,
    subject: subject ?? '',
    state: 'open',
    has_news: false,
    opened_by: actor.memberId,
    opened_at: now,
    last_at: now,
  }
  await tx
    .insertInto('side_conversations')
    .values({ workspace_id: tx.workspaceId, ...side })
    .execute()
  await record(deps, tx, actor, conversation, side.id, 'side_conversation.opened')
  await send(deps, tx, actor, conversation, side, input)
  return sideOf(tx, conversation.id, side.id)
}

/** Writes again to those who take part, or to others by name. */
export async function writeSide(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  input: Input<'write'>,
): Promise<SideConversation> {
  requireAct(actor, 'reply')
  const conversation = await conversationToChange(tx, actor, input.id)
  const side = await lockSide(tx, conversation.id, input.sideId)
  if (side.state === 'closed') throw new Refused('side_conversation.closed')
  const { messages } = await sideOf(tx, conversation.id, side.id)
  const last = messages.findLast(message => message.direction === 'out')
  await send(deps, tx, actor, conversation, side, {
    ...input,
    to: input.to ?? last?.to ?? [],
    cc: input.to ? [] : (last?.cc ?? []),
  })
  return sideOf(tx, conversation.id, side.id)
}

/** Takes a mail back that has not left; a side conversation without any goes with it. */
export async function takeBackSide(
  { ground, channels }: WritingDeps,
  tx: Tx,
  actor: Actor,
  { id, sideId, messageId }: { id: string; sideId: string; messageId: string },
): Promise<SideConversation | null> {
  requireAct(actor, 'reply')
  const conversation = await conversationToChange(tx, actor, id)
  const side = await lockSide(tx, conversation.id, sideId)
  const { kind } = await channelById(tx, side.channel_id)
  if (!(await channels.get(kind).cancel(tx, messageId))) throw new Refused('conversation.already_left')
  await tx
    .updateTable('side_messages')
    .set({ delivery_status: 'cancelled' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('side_id', '=', sideId)
    .where('id', '=', messageId)
    .execute()
  const left = await sideOf(tx, conversation.id, sideId)
  if (left.messages.length === 0)
    await tx
      .deleteFrom('side_conversations')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', sideId)
      .execute()
  await record({ ground }, tx, actor, conversation, sideId, 'side_conversation.mail_taken_back')
  return left.messages.length === 0 ? null : left
}

/** Closes a side conversation, or opens it again; saying it twice changes nothing. */
export async function setSideState(
  deps: Pick<WritingDeps, 'ground'>,
  tx: Tx,
  actor: Actor,
  { id, sideId }: { id: string; sideId: string },
  state: SideRecord['state'],
): Promise<SideConversation> {
  requireAct(actor, 'reply')
  const conversation = await conversationToChange(tx, actor, id)
  const side = await lockSide(tx, conversation.id, sideId)
  if (side.state !== state) {
    await tx
      .updateTable('side_conversations')
      .set({ state })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', sideId)
      .execute()
    const type = state === 'closed' ? 'side_conversation.closed' : 'side_conversation.reopened'
    await record(deps, tx, actor, conversation, sideId, type)
  }
  return sideOf(tx, conversation.id, sideId)
}

async function send(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  side: SideRecord,
  {
    to,
    cc,
    text,
    attachmentIds,
    includesMessageId,
  }: {
    to: Recipient[]
    cc: Recipient[]
    text: string
    attachmentIds: string[]
    includesMessageId?: string | undefined
  },
) {
  const { ground, channels, undoSeconds } = deps
  const channel = channels.get((await channelById(tx, side.channel_id)).kind)
  if (!channel.sendAside) throw new Invalid('side_conversation.mail_only')
  if (to.length === 0) throw new Invalid('conversation.no_recipient')
  const theirs = await customersAmong(tx, conversation.contact_id, [...to, ...cc])
  if (theirs) throw new Invalid('side_conversation.customer', { address: theirs })
  const messageId = ground.newId()
  const now = ground.clock.now()
  const words = maskWords({ subject: side.subject, text, html: null })
  const leavesAt = new Date(now.getTime() + (await undoSeconds(tx)) * 1000)
  await attachTo(tx, actor, { ids: attachmentIds, messageId, conversationId: conversation.id })
  const { mailMessageId } = await channel.sendAside(tx, {
    messageId,
    sideId: side.id,
    conversationId: conversation.id,
    channelId: side.channel_id,
    authorId: actor.memberId,
    subject: side.subject,
    text: words.text,
    to,
    cc,
    attachmentIds,
    includesMessageId: includesMessageId ?? null,
    leavesAt,
  })
  await tx
    .insertInto('side_messages')
    .values({
      workspace_id: tx.workspaceId,
      id: messageId,
      side_id: side.id,
      direction: 'out',
      at: now,
      author_id: actor.memberId,
      to_addresses: JSON.stringify(to),
      cc_addresses: JSON.stringify(cc),
      text: words.text,
      mail_message_id: mailMessageId,
      delivery_status: 'queued',
      leaves_at: leavesAt,
    })
    .execute()
  await tx
    .updateTable('side_conversations')
    .set({ last_at: now, has_news: false })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', side.id)
    .execute()
  await record(deps, tx, actor, conversation, side.id, 'side_conversation.mail_written')
}

/** The address a side conversation leaves from: the one named, the conversation's own, its team's, or the first. */
async function sideChannel(
  { channels }: WritingDeps,
  tx: Tx,
  conversation: ConversationRecord,
  asked: string | undefined,
): Promise<string> {
  const rows = await tx
    .selectFrom('channels')
    .select(['id', 'kind', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('enabled', '=', true)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  if (asked && !rows.some(row => row.id === asked)) throw new NotFound('channel')
  const able = rows.filter(row => channels.has(row.kind) && channels.get(row.kind).sendAside)
  const chosen = asked
    ? able.find(row => row.id === asked)
    : (able.find(row => row.id === conversation.channel_id) ??
      able.find(row => row.team_id !== null && row.team_id === conversation.team_id) ??
      able[0])
  if (!chosen) throw new Invalid('side_conversation.mail_only')
  return chosen.id
}

/** An address of the customer among these: what is asked about them is not for them. */
async function customersAmong(
  tx: Tx,
  contactId: string,
  recipients: Recipient[],
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('identities')
    .select('value')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', '=', contactId)
    .where('kind', '=', 'email')
    .where(
      'value',
      'in',
      recipients.map(({ address }) => address.trim().toLowerCase()),
    )
    .executeTakeFirst()
  return row?.value
}

async function channelById(tx: Tx, id: string): Promise<{ kind: string }> {
  const row = await tx
    .selectFrom('channels')
    .select('kind')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound('channel')
  return row
}

const record = (
  { ground }: Pick<WritingDeps, 'ground'>,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  sideId: string,
  type: EventType,
) =>
  ground.recordEvent(tx, {
    type,
    actor: asEventActor(actor),
    subject: { kind: 'side_conversation', id: sideId },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
