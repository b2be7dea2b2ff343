import { sql } from 'kysely'
import type { z } from 'zod'
import type { MessageInput } from '#contract/conversations.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationFor, requireAct, requireMessage } from './access.ts'
import { attachTo } from './attachments.ts'
import type { ChannelRegistry } from './channel.ts'
import { closeConversation, undoClosure } from './closure.ts'
import { insertMessage, maskWords, messageById, previewOf } from './messages.ts'

export type WriteInput = z.infer<typeof MessageInput>

export interface WritingDeps {
  ground: Ground
  channels: ChannelRegistry
  undoSeconds: (tx: Tx) => Promise<number>
  /** Makes HTML that somebody wrote harmless to whoever reads it. */
  cleanHtml: (html: string) => string
}

/** Writes a reply to the customer or an internal note, as the input says. */
export async function write(deps: WritingDeps, tx: Tx, actor: Actor, input: WriteInput) {
  requireAct(actor, input.kind)
  if (input.text.trim() === '' && input.attachmentIds.length === 0)
    throw new Invalid('conversation.empty_message')
  const conversation = await conversationFor(tx, actor, input.id, { lock: true })
  const id =
    input.kind === 'note'
      ? await addNote(deps, tx, actor, conversation, input)
      : await reply(deps, tx, actor, conversation, input)
  await tx
    .deleteFrom('drafts')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', actor.memberId ?? actor.id)
    .where('conversation_id', '=', conversation.id)
    .where('kind', '=', input.kind)
    .execute()
  return (await messageById(tx, id))!
}

async function addNote(
  { ground, cleanHtml }: WritingDeps,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  input: WriteInput,
) {
  const id = ground.newId()
  const now = ground.clock.now()
  await insertMessage(tx, {
    id,
    conversationId: conversation.id,
    episodeId: conversation.episode_id,
    direction: 'note',
    at: now,
    channelKind: 'note',
    channelId: null,
    author: { kind: actor.memberId ? 'member' : 'api_key', id: actor.memberId ?? actor.id },
    from: { name: actor.name, address: null },
    text: input.text,
    html: input.html ? cleanHtml(input.html) : null,
    language: conversation.language,
    mentions: input.mentions,
    attachmentCount: input.attachmentIds.length,
  })
  await attachTo(tx, actor, { ids: input.attachmentIds, messageId: id, conversationId: conversation.id })
  await touch(tx, conversation.id, now)
  if (input.mentions.length > 0) await mention(ground, tx, actor, conversation, id, input.mentions)
  await ground.recordEvent(tx, {
    type: 'message.noted',
    actor: asEventActor(actor),
    subject: { kind: 'message', id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { mentions: input.mentions, assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
  return id
}

/** A mention shows in the person's view; someone from outside the house also gets to see the conversation. */
async function mention(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  messageId: string,
  memberIds: string[],
) {
  const at = ground.clock.now()
  const members = await tx
    .selectFrom('members')
    .select(['id', 'role'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', memberIds)
    .where('status', '=', 'active')
    .execute()
  if (members.length !== new Set(memberIds).size) throw new Invalid('conversation.unknown_mention')
  await tx
    .insertInto('mentions')
    .values(
      members.map(member => ({
        workspace_id: tx.workspaceId,
        member_id: member.id,
        message_id: messageId,
        conversation_id: conversation.id,
        at,
      })),
    )
    .execute()
  const collaborators = members.filter(member => member.role === 'collaborator')
  if (collaborators.length === 0) return
  requireAct(actor, 'share')
  await tx
    .insertInto('conversation_shares')
    .values(
      collaborators.map(member => ({
        workspace_id: tx.workspaceId,
        conversation_id: conversation.id,
        member_id: member.id,
        shared_by: actor.memberId,
        at,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

async function reply(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  input: WriteInput,
) {
  const { ground, channels } = deps
  await refuseStale(tx, actor, conversation, input)
  if (input.forwardMessageId) await requireMessage(tx, conversation.id, input.forwardMessageId)
  const { channelId, kind } = await channelFor(tx, conversation, input.channelId)
  const channel = channels.get(kind)
  const usual = await channel.defaultRecipients(tx, conversation.id)
  const to = input.to && input.to.length > 0 ? input.to : usual.to
  if (to.length === 0) throw new Invalid('conversation.no_recipient')

  const id = ground.newId()
  const now = ground.clock.now()
  const undoSeconds = channel.undoSeconds ?? (await deps.undoSeconds(tx))
  const leavesAt = new Date(now.getTime() + undoSeconds * 1000)
  const words = maskWords({
    subject: input.subject?.trim() || conversation.subject,
    text: input.text,
    html: input.html ? deps.cleanHtml(input.html) : null,
  })
  const answers = await lastInbound(tx, conversation.id)
  await insertMessage(
    tx,
    {
      id,
      conversationId: conversation.id,
      episodeId: conversation.episode_id,
      direction: 'out',
      at: now,
      channelKind: kind,
      channelId,
      author: { kind: actor.memberId ? 'member' : 'api_key', id: actor.memberId ?? actor.id },
      from: { name: actor.name, address: null },
      to: to.map(lowerCase),
      cc: input.cc.map(lowerCase),
      bcc: input.bcc.map(lowerCase),
      ...words,
      language: conversation.language,
      deliveryStatus: 'queued',
      leavesAt,
      attachmentCount: input.attachmentIds.length,
      metadata: {
        before: {
          status: conversation.status,
          waitingSince: conversation.waiting_since?.toISOString() ?? null,
          assigneeId: conversation.assignee_id,
          afterwards: input.afterwards,
          text: words.text,
        },
        ...(input.forwardMessageId && { forwards: input.forwardMessageId }),
      },
    },
    words,
  )
  await attachTo(tx, actor, { ids: input.attachmentIds, messageId: id, conversationId: conversation.id })
  await channel.send(tx, {
    messageId: id,
    conversationId: conversation.id,
    conversationNumber: conversation.number,
    contactId: conversation.contact_id,
    channelId,
    authorId: actor.memberId,
    subject: words.subject ?? '',
    text: words.text,
    html: words.html,
    to,
    cc: input.cc,
    bcc: input.bcc,
    attachmentIds: input.attachmentIds,
    answersMessageId: answers,
    forwardsMessageId: input.forwardMessageId ?? null,
    leavesAt,
  })

  const forwarded = input.forwardMessageId !== undefined
  await tx
    .updateTable('conversations')
    .set(eb => ({
      message_count: eb('message_count', '+', 1),
      last_message_id: id,
      last_message_at: now,
      last_direction: 'out',
      preview: previewOf(words.text),
      version: eb('version', '+', 1),
      updated_at: now,
      // A forward to a third person answers nothing.
      ...(!forwarded && {
        waiting_since: null,
        status: input.afterwards === 'wait' ? ('waiting' as const) : ('open' as const),
      }),
      ...(conversation.assignee_id === null && actor.memberId && { assignee_id: actor.memberId }),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  if (!forwarded)
    await tx
      .updateTable('episodes')
      .set({ first_reply_at: now, first_reply_by: actor.memberId })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', conversation.episode_id)
      .where('first_reply_at', 'is', null)
      .execute()
  await ground.recordEvent(tx, {
    type: 'message.written',
    actor: asEventActor(actor),
    subject: { kind: 'message', id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      channel: kind,
      leavesAt: leavesAt.toISOString(),
      assigneeId: conversation.assignee_id ?? actor.memberId,
      teamId: conversation.team_id,
      afterwards: input.afterwards,
    },
  })
  if (input.afterwards === 'close') await closeConversation(ground, tx, actor, conversation.id, {})
  return id
}

/** E48: an answer written on a view that is no longer true is refused once, with what arrived meanwhile. */
async function refuseStale(tx: Tx, actor: Actor, conversation: ConversationRecord, input: WriteInput) {
  if (!input.seenMessageId || input.sendAnyway) return
  const { rows } = await sql<{ arrived: number; answered_by: string | null }>`
    select count(*) as arrived,
      (array_agg(m.name order by x.id desc) filter (where x.direction = 'out'))[1] as answered_by
    from messages x
    left join members m on m.workspace_id = ${tx.workspaceId} and m.id = x.author_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversation.id} and x.id > ${input.seenMessageId}
      and x.direction in ('in', 'out') and x.delivery_status is distinct from 'cancelled'
      and (x.author_id is null or x.author_id <> ${actor.memberId ?? actor.id})`.execute(tx)
  const { arrived, answered_by } = rows[0]!
  if (arrived > 0)
    throw new Refused(answered_by ? 'conversation.answered_meanwhile' : 'conversation.stale', {
      count: arrived,
      name: answered_by,
    })
}

/** The channel asked for, else the one the conversation came by, else the first that can send. */
export async function channelFor(
  tx: Tx,
  conversation: Pick<ConversationRecord, 'channel_id'>,
  asked?: string,
) {
  const wanted = asked ?? conversation.channel_id
  const row = await tx
    .selectFrom('channels')
    .select(['id', 'kind'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('enabled', '=', true)
    .$if(wanted !== null && wanted !== undefined, query => query.orderBy(sql`id = ${wanted}`, 'desc'))
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Refused('conversation.no_channel')
  if (asked && row.id !== asked) throw new NotFound('channel')
  return { channelId: row.id, kind: row.kind }
}

/** What a person answers: never a bounce or an automatic reply that came after it. */
async function lastInbound(tx: Tx, conversationId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversationId)
    .where('direction', '=', 'in')
    .where('automatic', 'in', ['none', 'list'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

interface Before {
  status: ConversationRecord['status']
  waitingSince: string | null
  assigneeId: string | null
  afterwards: 'stay' | 'wait' | 'close'
  text: string
}

/** Takes a reply back before it leaves: the conversation is as it was, and the words are the draft again. */
export async function undoSend(
  { ground, channels }: WritingDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  messageId: string,
) {
  requireAct(actor, 'reply')
  const conversation = await conversationFor(tx, actor, id, { lock: true })
  const message = await tx
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .where('conversation_id', '=', conversation.id)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  if (!message) throw new NotFound('message')
  const taken =
    message.delivery_status === 'queued' && (await channels.get(message.channel_kind).cancel(tx, messageId))
  if (!taken) throw new Refused('conversation.already_left')
  const now = ground.clock.now()
  const { before } = message.metadata as { before: Before }
  await tx
    .updateTable('messages')
    .set({ delivery_status: 'cancelled', leaves_at: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .execute()
  if (before.afterwards === 'close' && conversation.status === 'closed')
    await undoClosure(ground, tx, actor, conversation)
  await restoreAggregates(tx, conversation.id, now, {
    status: before.status,
    waiting_since: before.waitingSince ? new Date(before.waitingSince) : null,
    assignee_id: before.assigneeId,
  })
  await sql`
    update episodes set first_reply_at = null, first_reply_by = null
    where workspace_id = ${tx.workspaceId} and id = ${message.episode_id} and first_reply_at = ${message.at}`.execute(
    tx,
  )
  await tx
    .updateTable('attachments')
    .set({ message_id: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', '=', messageId)
    .execute()
  if (actor.memberId) await draftAgain(tx, actor.memberId, message, before.text, now)
  await ground.recordEvent(tx, {
    type: 'message.cancelled',
    actor: asEventActor(actor),
    subject: { kind: 'message', id: messageId },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { assigneeId: before.assigneeId, teamId: conversation.team_id },
  })
  return (await messageById(tx, messageId))!
}

async function draftAgain(
  tx: Tx,
  memberId: string,
  message: {
    conversation_id: string
    html: string | null
    subject: string | null
    channel_id: string | null
    to_addresses: object
    cc_addresses: object
    bcc_addresses: object
    id: string
  },
  text: string,
  now: Date,
) {
  const files = await tx
    .selectFrom('attachments')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', message.conversation_id)
    .where('message_id', 'is', null)
    .execute()
  const body = JSON.stringify({
    text,
    ...(message.html && { html: message.html }),
    subject: message.subject ?? undefined,
    channelId: message.channel_id ?? undefined,
    to: message.to_addresses,
    cc: message.cc_addresses,
    bcc: message.bcc_addresses,
    attachmentIds: files.map(file => file.id),
  })
  await tx
    .insertInto('drafts')
    .values({
      workspace_id: tx.workspaceId,
      member_id: memberId,
      conversation_id: message.conversation_id,
      kind: 'reply',
      body,
      seen_message_id: null,
      updated_at: now,
    })
    .onConflict(conflict =>
      conflict
        .columns(['workspace_id', 'member_id', 'conversation_id', 'kind'])
        .doUpdateSet({ body, updated_at: now }),
    )
    .execute()
}

/** Recomputes what the row says of its messages, after some were moved or taken back. */
export async function restoreAggregates(
  tx: Tx,
  conversationId: string,
  now: Date,
  also: Partial<Pick<ConversationRecord, 'status' | 'waiting_since' | 'assignee_id'>> = {},
): Promise<void> {
  const { rows } = await sql<{ id: string; at: Date; direction: 'in' | 'out'; text: string; count: number }>`
    select x.id, coalesce(x.at, now()) as at, x.direction, x.text, count(*) over () as count
    from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversationId}
      and x.direction in ('in', 'out') and x.delivery_status is distinct from 'cancelled'
    order by x.id desc limit 1`.execute(tx)
  const last = rows[0]
  await tx
    .updateTable('conversations')
    .set(eb => ({
      message_count: last?.count ?? 0,
      last_message_id: last?.id ?? null,
      ...(last && {
        last_message_at: last.at,
        last_direction: last.direction,
        preview: previewOf(last.text),
      }),
      version: eb('version', '+', 1),
      updated_at: now,
      ...also,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
}

async function touch(tx: Tx, id: string, now: Date) {
  await tx
    .updateTable('conversations')
    .set(eb => ({ version: eb('version', '+', 1), updated_at: now }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

const lowerCase = <T extends { address: string }>(recipient: T): T => ({
  ...recipient,
  address: recipient.address.trim().toLowerCase(),
})
