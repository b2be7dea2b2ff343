import type { Receipt } from '#contract/channels.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import type { ReceiptRecord } from './store.ts'

/** A receipt as the contract says it, its reason in the reader's language. */
export function toReceipt(row: ReceiptRecord, t: Translate, language: Language): Receipt {
  return {
    id: row.id,
    channelId: row.channel_id,
    state: row.state,
    reason: row.reason,
    detail:
      [row.reason, row.detail]
        .map(words => said(words, t, language))
        .filter(Boolean)
        .join(' ') || null,
    from: row.lane === 'nobody' ? null : row.lane,
    bytes: row.bytes,
    attempts: row.attempts,
    receivedAt: row.received_at.toISOString(),
    understoodAt: row.understood_at?.toISOString() ?? null,
    conversationId: row.conversation_id,
    messageId: row.message_id,
  }
}

/** Our own codes become sentences; the words of servers and senders stay as they are. */
function said(words: string | null, t: Translate, language: Language): string | null {
  return words && /^[a-z]+\.[a-z_]+$/.test(words) ? t(language, words.replace('.', ':')) : words
}
