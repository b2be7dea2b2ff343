import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insertSoon } from '#server/platform/writes.ts'
import type { Composed } from './compose.ts'

export type Purpose =
  | 'reply'
  | 'side'
  | 'acknowledgement'
  | 'survey'
  | 'notice'
  | 'invitation'
  | 'sign_in'
  | 'code'
  | 'rights'
  | 'test'

export interface QueuedMail {
  id: string
  channelId: string | null
  conversationId: string | null
  messageId: string | null
  purpose: Purpose
  envelopeFrom: string
  mail: Composed
  notBefore: Date
}

/** Queues a mail in the transaction that wants it sent. */
export async function queue(ground: Ground, tx: Tx, queued: QueuedMail): Promise<void> {
  const recipients = [...queued.mail.to, ...queued.mail.cc, ...queued.mail.bcc].map(one => one.address)
  await insertSoon(tx, 'deliveries', {
    workspace_id: tx.workspaceId,
    id: queued.id,
    channel_id: queued.channelId,
    message_id: queued.messageId,
    conversation_id: queued.conversationId,
    purpose: queued.purpose,
    envelope_from: queued.envelopeFrom,
    recipients: [...new Set(recipients.map(address => address.toLowerCase()))],
    subject: queued.mail.subject,
    mail_message_id: queued.mail.messageId,
    mail: JSON.stringify(queued.mail),
    state: 'queued',
    next_attempt_at: queued.notBefore,
    created_at: ground.clock.now(),
  })
}
