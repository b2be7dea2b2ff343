import type { Message } from '#contract/conversations.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { answerLost, foundAgain } from './lost-answers.ts'

type Status = Exclude<NonNullable<Message['deliveryStatus']>, 'cancelled'>

const order: Status[] = ['scheduled', 'queued', 'sent', 'delivered', 'read', 'failed', 'bounced']

/**
 * Moves the delivery status of a message, forward only, with its event; a loss brings its conversation back. `lostAddresses`
 * are those of its recipients that it did not reach, all of them when it is not said.
 */
export async function setDeliveryStatus(
  ground: Ground,
  tx: Tx,
  messageId: string,
  status: Status,
  error: string | null,
  lostAddresses?: string[],
): Promise<void> {
  const moved = await move(ground, tx, messageId, order.slice(0, order.indexOf(status)), status, error)
  if (moved && (status === 'failed' || status === 'bounced'))
    await answerLost(ground, tx, messageId, lostAddresses)
}

/** A person sends a message again that had failed: the one way back there is. */
export async function sendAgain(ground: Ground, tx: Tx, messageId: string): Promise<void> {
  if (await move(ground, tx, messageId, ['failed', 'bounced'], 'queued', null))
    await foundAgain(tx, messageId, ground.clock.now())
}

async function move(
  ground: Ground,
  tx: Tx,
  messageId: string,
  from: Status[],
  status: Status,
  error: string | null,
): Promise<boolean> {
  const row = await tx
    .updateTable('messages')
    .set({ delivery_status: status, delivery_error: error })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .where('delivery_status', 'in', from)
    .returning('conversation_id')
    .executeTakeFirst()
  if (!row) return moveAside(tx, messageId, from, status, error)
  const conversation = await tx
    .selectFrom('conversations')
    .select(['contact_id', 'assignee_id', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', row.conversation_id)
    .executeTakeFirst()
  await ground.recordEvent(tx, {
    type: 'message.delivery_changed',
    actor: system,
    subject: { kind: 'message', id: messageId },
    conversationId: row.conversation_id,
    ...(conversation && { contactId: conversation.contact_id }),
    data: { status, assigneeId: conversation?.assignee_id ?? null, teamId: conversation?.team_id ?? null },
  })
  return true
}

/** A mail of a side conversation: its status is read beside it, and brings nothing back to the customer. */
async function moveAside(
  tx: Tx,
  messageId: string,
  from: Status[],
  status: Status,
  error: string | null,
): Promise<false> {
  await tx
    .updateTable('side_messages')
    .set({ delivery_status: status, delivery_error: error })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .where('delivery_status', 'in', from)
    .execute()
  return false
}
