import { type Actor, asAuthor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import { conversationToChange } from './access.ts'
import { insertMessage, maskWords } from './messages.ts'
import { channelFor, requireFilled } from './ready.ts'
import type { WritingDeps } from './writing.ts'

/**
 * Answers a customer's message with words that no person wrote for it. The customer still waits for somebody: it counts as
 * nobody's answer, and the conversation stands as it stood.
 */
export async function answerAutomatically(
  { ground, channels }: Pick<WritingDeps, 'ground' | 'channels'>,
  tx: Tx,
  actor: Actor,
  { conversationId, messageId, text }: { conversationId: string; messageId: string; text: string },
): Promise<string> {
  requireFilled(text)
  const conversation = await conversationToChange(tx, actor, conversationId)
  const { channelId, kind } = await channelFor(tx, conversation)
  const channel = channels.get(kind)
  const to = channel.namesNobody ? [] : (await channel.defaultRecipients(tx, conversation.id)).to
  if (to.length === 0 && !channel.namesNobody) throw new Invalid('conversation.no_recipient')
  const id = ground.newId()
  const now = ground.clock.now()
  const words = maskWords({ subject: conversation.subject, text, html: null })
  await insertMessage(
    tx,
    {
      ...{ id, conversationId, episodeId: conversation.episode_id, direction: 'out', at: now },
      ...{ channelKind: kind, channelId, author: asAuthor(actor), to, ...words },
      ...{ language: conversation.language, automatic: 'autoReply', deliveryStatus: 'queued', leavesAt: now },
    },
    words,
  )
  await channel.send(tx, {
    messageId: id,
    conversationId,
    conversationNumber: conversation.number,
    contactId: conversation.contact_id,
    ...{ channelId, authorId: null, subject: words.subject ?? '', text: words.text, html: null, to },
    ...{ cc: [], bcc: [], attachmentIds: [], answersMessageId: messageId, forwardsMessageId: null },
    leavesAt: now,
    isAutomatic: true,
  })
  await tx
    .updateTable('conversations')
    .set(eb => ({
      message_count: eb('message_count', '+', 1),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
  await ground.recordEvent(tx, {
    type: 'message.written',
    actor: asEventActor(actor),
    subject: { kind: 'message', id },
    conversationId,
    contactId: conversation.contact_id,
    data: {
      channel: kind,
      leavesAt: now.toISOString(),
      assigneeId: conversation.assignee_id,
      teamId: conversation.team_id,
      isAutomatic: true,
    },
  })
  return id
}
