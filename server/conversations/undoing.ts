import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { attempt } from '#server/platform/attempt.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import { type ConversationRecord, conversationToChange, lockThread, requireAct } from './access.ts'
import { uploaderOf } from './attachments.ts'
import { type Labelled, unlabel } from './bulk/acting.ts'
import { wake } from './changes.ts'
import type { ChannelRegistry, Recipient } from './channel.ts'
import type { ClosingDeps } from './closure.ts'
import { addToDraft } from './drafts.ts'
import { messageById } from './messages.ts'
import { rebuild } from './rebuilding.ts'
import { recalled, type Standing, standingOf } from './standing.ts'

/** What a reply keeps of the moment before it, to be taken back. */
export interface Before extends Standing {
  afterwards: 'stay' | 'wait' | 'close'
  text: string
  /** What its macro changed, and until when it put the conversation aside. */
  labelled?: Labelled
  sleepsUntil?: string
  /** Who the writer named; nobody when it went to whom it usually goes. */
  named: { to?: Recipient[]; cc: Recipient[]; bcc: Recipient[]; forwardMessageId?: string }
}

/** What a reply that is being written has to keep. */
export function rememberBefore(
  conversation: ConversationRecord,
  written: Pick<Before, 'afterwards' | 'text' | 'named' | 'labelled' | 'sleepsUntil'>,
): Before {
  return { ...standingOf(conversation), ...written }
}

/**
 * Takes a reply back before it leaves: the conversation stands as if it had never been written, whatever else happened
 * since, and the words are the draft again of whoever takes them back.
 */
export async function undoSend(
  { ground, channels, requireClosable }: ClosingDeps & { channels: ChannelRegistry },
  tx: Tx,
  actor: Actor,
  id: string,
  messageId: string,
) {
  requireAct(actor, 'reply')
  const conversation = await conversationToChange(tx, actor, id)
  const message = await tx
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .where('conversation_id', '=', conversation.id)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  if (!message) throw new NotFound('message')
  if (message.delivery_status === 'cancelled') throw new Refused('conversation.already_taken_back')
  const before = (message.metadata as { before?: Before }).before
  const taken =
    before &&
    message.delivery_status === 'queued' &&
    (await channels.get(message.channel_kind).cancel(tx, messageId))
  if (!taken) throw new Refused('conversation.already_left')
  const wasClosable =
    conversation.status === 'closed' && !(await attempt(tx, () => requireClosable(tx, conversation))).refusal
  await tx
    .updateTable('messages')
    .set({ delivery_status: 'cancelled', leaves_at: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .execute()
  // Nobody said these words: nobody finds them.
  await tx
    .deleteFrom('message_search')
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', '=', messageId)
    .execute()
  const files = await tx
    .updateTable('attachments')
    .set({ message_id: null, uploaded_by: uploaderOf(actor) })
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', '=', messageId)
    .returning('id')
    .execute()
  if (actor.memberId)
    await addToDraft(
      tx,
      { memberId: actor.memberId, conversationId: conversation.id, kind: 'reply' },
      {
        text: before.text,
        ...(message.html && { html: message.html }),
        ...(message.subject && { subject: message.subject }),
        ...(message.channel_id && { channelId: message.channel_id }),
        ...before.named,
        attachmentIds: files.map(file => file.id),
      },
      ground.clock.now(),
    )
  if (before.labelled) await unlabel(ground, tx, actor, conversation, before.labelled)
  if (before.sleepsUntil && conversation.snoozed_until?.toISOString() === before.sleepsUntil)
    await wake(ground, tx, actor, conversation.id)
  await ground.recordEvent(tx, {
    type: 'message.cancelled',
    actor: asEventActor(actor),
    subject: { kind: 'message', id: messageId },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      assigneeId: before.assigneeId,
      fromAssigneeId: conversation.assignee_id,
      teamId: conversation.team_id,
    },
  })
  await rebuild(ground, tx, [conversation.id], {
    [message.home_id ?? conversation.id]: { id: messageId, ...recalled(before)! },
  })
  if (wasClosable) await requireStillClosable(requireClosable, tx, conversation)
  return (await messageById(tx, messageId))!
}

/** What was closed because of what this reply says does not stay closed without it: it is opened again first. */
async function requireStillClosable(
  requireClosable: ClosingDeps['requireClosable'],
  tx: Tx,
  { id }: ConversationRecord,
): Promise<void> {
  const now = await lockThread(tx, id)
  if (now?.status === 'closed') await requireClosable(tx, now)
}
