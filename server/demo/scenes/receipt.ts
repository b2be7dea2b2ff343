import { createHash } from 'node:crypto'
import type { Row } from '../plan.ts'

interface Came {
  id: string
  channelId: string
  lane: string
  envelope: object
  atMs: number
  text: string
  conversationId: string
}

/** The trace that something came by a channel and was understood; its words are in the message alone. */
export function receiptOf({
  id,
  channelId,
  lane,
  envelope,
  atMs,
  text,
  conversationId,
}: Came): Row<'receipts'> {
  return {
    channel_id: channelId,
    external_id: createHash('sha256').update(`demo ${id}`).digest('hex'),
    id,
    state: 'parsed',
    reason: null,
    detail: null,
    lane,
    envelope,
    bytes: Buffer.byteLength(text),
    raw: null,
    raw_sha256: null,
    attempts: 0,
    next_attempt_at: null,
    received_at: new Date(atMs),
    understood_at: new Date(atMs + 400),
    conversation_id: conversationId,
    message_id: null,
  }
}
