import type { z } from 'zod'
import type { MessageInput } from '#contract/conversations.ts'
import { type Actor, asAuthor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import { type ConversationRecord, conversationToChange, requireAct } from './access.ts'
import { attachTo } from './attachments.ts'
import { giveToTeam, hoursAhead, type Labelled, labelBy } from './bulk/acting.ts'
import { snooze } from './changes.ts'
import type { ChannelRegistry } from './channel.ts'
import { type ClosingDeps, closeConversation } from './closure.ts'
import { forgetDraft } from './drafts.ts'
import { startEpisode } from './episodes.ts'
import { mention } from './mentions.ts'
import { insertMessage, maskWords, messageById, previewOf } from './messages.ts'
import { readyToLeave } from './ready.ts'
import { after, standingColumns, standingOf } from './standing.ts'
import { rememberBefore } from './undoing.ts'

export type WriteInput = z.infer<typeof MessageInput>

export interface WritingDeps extends ClosingDeps {
  channels: ChannelRegistry
  undoSeconds: (tx: Tx) => Promise<number>
  /** Makes HTML that somebody wrote harmless to whoever reads it. */
  cleanHtml: (html: string) => string
  cannedAnswers: CannedAnswers
}

/** What answers kept ready ask of a reply, and hear of it; knowledge/ gives it. */
export interface CannedAnswers {
  /** Refuses what is a template as it stands. */
  requireOwnWords: (tx: Tx, actor: Actor, reply: { conversationId: string; text: string }) => Promise<void>
  /** Notes from which of them a message began. */
  noteUse: (
    tx: Tx,
    actor: Actor,
    used: { conversationId: string; messageId: string; ids: readonly string[] },
  ) => Promise<void>
}

export interface HowToWrite {
  /** It was written before: what its author writes now stays theirs. */
  keepsDraft?: boolean
  /** Nobody is there to take it back. */
  leavesAtOnce?: boolean
  /** What its macro changed before it. */
  labelled?: Labelled | undefined
}

/** Writes a reply to the customer or an internal note, as the input says. */
export async function write(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  input: WriteInput,
  how: HowToWrite = {},
) {
  requireAct(actor, input.kind)
  if (input.text.trim() === '' && input.attachmentIds.length === 0)
    throw new Invalid('conversation.empty_message')
  const labelled = input.macro && (await labelBy(deps.ground, tx, actor, input.id, input.macro))
  const conversation = await conversationToChange(tx, actor, input.id)
  const id =
    input.kind === 'note'
      ? await addNote(deps, tx, actor, conversation, input)
      : await reply(deps, tx, actor, conversation, input, { ...how, labelled })
  if (input.cannedAnswerIds.length > 0)
    await deps.cannedAnswers.noteUse(tx, actor, {
      conversationId: conversation.id,
      messageId: id,
      ids: input.cannedAnswerIds,
    })
  await giveToTeam(deps.ground, tx, actor, conversation.id, labelled)
  if (!how.keepsDraft) await forgetDraft(tx, actor, conversation.id, input.kind)
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
  const mentions = [...new Set(input.mentions)]
  await insertMessage(tx, {
    id,
    conversationId: conversation.id,
    episodeId: conversation.episode_id,
    direction: 'note',
    at: now,
    channelKind: 'note',
    channelId: null,
    author: asAuthor(actor),
    from: { name: actor.name, address: null },
    text: input.text,
    html: input.html ? cleanHtml(input.html) : null,
    language: conversation.language,
    mentions,
    attachmentCount: input.attachmentIds.length,
  })
  await attachTo(tx, actor, { ids: input.attachmentIds, messageId: id, conversationId: conversation.id })
  await touch(tx, conversation.id, now)
  if (mentions.length > 0) await mention(ground, tx, actor, conversation, id, mentions)
  await ground.recordEvent(tx, {
    type: 'message.noted',
    actor: asEventActor(actor),
    subject: { kind: 'message', id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { mentions, assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
  return id
}

async function reply(
  deps: WritingDeps,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  input: WriteInput,
  how: HowToWrite,
) {
  const { ground } = deps
  const isForward = input.forwardMessageId !== undefined
  const { channelId, kind, channel, to } = await readyToLeave(deps, tx, actor, conversation, input)

  const id = ground.newId()
  const now = ground.clock.now()
  const sleepsUntil =
    input.macro?.afterwards === 'snooze' && input.afterwards !== 'close'
      ? hoursAhead(ground, input.macro.snoozeHours)
      : undefined
  const undoSeconds = how.leavesAtOnce ? 0 : (channel.undoSeconds ?? (await deps.undoSeconds(tx)))
  const leavesAt = new Date(now.getTime() + undoSeconds * 1000)
  const words = maskWords({
    subject: input.subject?.trim() || conversation.subject,
    text: input.text,
    html: input.html ? deps.cleanHtml(input.html) : null,
  })
  // Who is written to about something closed has an open request again; a forward asks nothing of them.
  const started =
    conversation.status === 'closed' && !isForward
      ? await startEpisode(ground, tx, conversation, {
          by: 'member',
          actor: asEventActor(actor),
          because: 'reply',
        })
      : undefined
  const episodeId = started?.episode_id ?? conversation.episode_id
  await insertMessage(
    tx,
    {
      id,
      conversationId: conversation.id,
      episodeId,
      direction: 'out',
      at: now,
      channelKind: kind,
      channelId,
      author: asAuthor(actor),
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
        before: rememberBefore(conversation, {
          afterwards: input.afterwards,
          text: words.text,
          named: {
            ...(input.to && { to: input.to }),
            cc: input.cc,
            bcc: input.bcc,
            ...(input.forwardMessageId && { forwardMessageId: input.forwardMessageId }),
          },
          ...(how.labelled && { labelled: how.labelled }),
          ...(sleepsUntil && { sleepsUntil: sleepsUntil.toISOString() }),
        }),
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
    answersMessageId: await lastInbound(tx, conversation.id),
    forwardsMessageId: input.forwardMessageId ?? null,
    leavesAt,
  })

  const standing = after(
    standingOf({ ...conversation, ...started }),
    isForward
      ? { kind: 'forwarded', by: actor.memberId }
      : { kind: 'replied', afterwards: input.afterwards, by: actor.memberId },
  )
  await tx
    .updateTable('conversations')
    .set(eb => ({
      message_count: eb('message_count', '+', 1),
      last_message_id: id,
      last_message_at: now,
      last_direction: 'out',
      preview: previewOf(words.text || words.subject || ''),
      version: eb('version', '+', 1),
      updated_at: now,
      ...started,
      ...standingColumns(standing),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  if (!isForward)
    await tx
      .updateTable('episodes')
      .set({ first_reply_at: now, first_reply_by: actor.memberId })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', episodeId)
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
      assigneeId: standing.assigneeId,
      fromAssigneeId: conversation.assignee_id,
      teamId: conversation.team_id,
      afterwards: input.afterwards,
      ...(isForward && { isForward }),
    },
  })
  if (input.afterwards === 'close' && standing.status !== 'closed')
    await closeConversation(deps, tx, actor, conversation.id, { messageId: id })
  else if (sleepsUntil) await snooze(ground, tx, actor, conversation.id, sleepsUntil)
  return id
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
