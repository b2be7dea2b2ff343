import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, lockThread } from '../access.ts'
import { type Arrival, storeAttachments } from '../arrivals.ts'
import { maskWords } from '../messages.ts'
import { after, standingColumns, standingOf } from '../standing.ts'

/** An answer of somebody we asked beside a conversation, as its channel understood it. */
export type SideArrival = Pick<
  Arrival,
  'at' | 'from' | 'to' | 'cc' | 'subject' | 'text' | 'fullText' | 'html' | 'attachments'
> & {
  /** Its own Message-ID. */
  key: string | null
}

export interface ArrivedAside {
  conversationId: string
  messageId: string
  isMasked: boolean
}

/** Puts an answer into its side conversation, which is open again; whoever has the conversation hears of it. */
export async function receiveAside(
  ground: Ground,
  tx: Tx,
  sideId: string,
  arrival: SideArrival,
): Promise<ArrivedAside> {
  const side = await tx
    .selectFrom('side_conversations')
    .select(['conversation_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', sideId)
    .forUpdate()
    .executeTakeFirst()
  const conversation = side && (await lockThread(tx, side.conversation_id))
  if (!conversation) throw new NotFound('side_conversation')
  const now = ground.clock.now()
  const id = ground.newId()
  const words = maskWords(arrival)
  const name = arrival.from.name && maskCards(arrival.from.name).text
  const attachments = arrival.attachments.map(file => ({ ...file, name: maskCards(file.name).text }))
  await tx
    .insertInto('side_messages')
    .values({
      workspace_id: tx.workspaceId,
      id,
      side_id: sideId,
      direction: 'in',
      at: arrival.at,
      from_name: name,
      from_address: arrival.from.address,
      to_addresses: JSON.stringify(arrival.to),
      cc_addresses: JSON.stringify(arrival.cc),
      text: words.text,
      mail_message_id: arrival.key,
    })
    .execute()
  await storeAttachments(ground, tx, { attachments }, id, side.conversation_id)
  await tx
    .updateTable('side_conversations')
    .set({ state: 'open', has_news: true, last_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', sideId)
    .execute()
  await ground.recordEvent(tx, {
    type: 'side_conversation.answered',
    actor: system,
    subject: { kind: 'side_conversation', id: sideId },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
  // Put to sleep until the supplier says: they just did.
  if (conversation.status === 'snoozed') await wakeUp(ground, tx, conversation)
  const isMasked =
    words.isChanged ||
    name !== arrival.from.name ||
    attachments.some((file, index) => file.name !== arrival.attachments[index]!.name)
  return { conversationId: conversation.id, messageId: id, isMasked }
}

async function wakeUp(ground: Ground, tx: Tx, conversation: ConversationRecord) {
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...standingColumns(after(standingOf(conversation), { kind: 'woken' })),
      version: eb('version', '+', 1),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.woken',
    actor: system,
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { assigneeId: conversation.assignee_id, teamId: conversation.team_id },
  })
}
