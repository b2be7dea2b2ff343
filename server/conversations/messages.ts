import { type RawBuilder, sql, type Updateable } from 'kysely'
import type { Message } from '#contract/conversations.ts'
import { maskCards, maskCardsInHtml } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { timeOfId } from '#server/platform/ids.ts'
import { idOf } from '#server/platform/paging.ts'
import type { Conversations } from '#server/platform/schema.ts'
import { insertSoon } from '#server/platform/writes.ts'
import type { ConversationRecord } from './access.ts'
import { type ShownAttachment, toAttachment } from './attachments.ts'
import type { Recipient } from './channel.ts'
import { iso } from './rows.ts'

export interface NewMessage {
  id: string
  conversationId: string
  episodeId: string
  /** Where it came, when it is shown in the conversation that this one was joined into. */
  home?: { id: string; episodeId: string } | undefined
  direction: 'in' | 'out' | 'note'
  at: Date
  channelKind: string
  channelId: string | null
  identityId?: string | null
  author: { kind: Message['author']['kind']; id: string | null }
  from?: { name: string | null; address: string | null }
  to?: Recipient[]
  cc?: Recipient[]
  bcc?: Recipient[]
  subject?: string | null
  text: string
  fullText?: string | null
  html?: string | null
  language: 'fr' | 'en' | null
  automatic?: Message['automatic']
  auth?: Message['auth']
  deliveryStatus?: Message['deliveryStatus']
  leavesAt?: Date | null
  mentions?: string[]
  attachmentCount?: number
  metadata?: Record<string, unknown>
  /** The provider's own ids of this message: what later replies will quote. */
  keys?: string[]
}

/** What a message says, in every form it is kept in. */
export interface Words {
  subject: string | null
  text: string
  /** undefined when it is the text itself. */
  fullText: string | undefined
  html: string | null
  /** How many card numbers were taken out; their codes go with them. */
  maskedCards: number
  /** True when any word was taken out: places counted in the original no longer hold. */
  isChanged: boolean
}

/** Masks card numbers in everything a message says, before anything of it is kept (REC-5). */
export function maskWords(message: Pick<NewMessage, 'subject' | 'text' | 'fullText' | 'html'>): Words {
  const text = maskCards(message.text)
  const full = message.fullText && message.fullText !== message.text ? maskCards(message.fullText) : undefined
  const html = message.html ? maskCardsInHtml(message.html) : undefined
  const subject = message.subject ? maskCards(message.subject) : undefined
  return {
    // A mail without a subject has an empty one; a note has none.
    subject: subject?.text ?? message.subject ?? null,
    text: text.text,
    fullText: full?.text,
    html: html?.html ?? null,
    // The same card stands in several forms of the same words.
    maskedCards: Math.max(text.masked, full?.masked ?? 0, html?.masked ?? 0) + (subject?.masked ?? 0),
    isChanged:
      text.text !== message.text ||
      (full !== undefined && full.text !== message.fullText) ||
      (html !== undefined && html.html !== message.html) ||
      (subject !== undefined && subject.text !== message.subject),
  }
}

/** Stores a message with its words for the search, card numbers masked before anything is kept (REC-5). */
export async function insertMessage(
  tx: Tx,
  message: NewMessage,
  words: Words = maskWords(message),
): Promise<{ text: string }> {
  const { subject, text, maskedCards } = words
  const metadata = maskedCards > 0 ? { ...message.metadata, maskedCards } : (message.metadata ?? {})
  await insertSoon(tx, 'messages', {
    workspace_id: tx.workspaceId,
    id: message.id,
    conversation_id: message.conversationId,
    episode_id: message.episodeId,
    home_id: message.home?.id ?? null,
    home_episode_id: message.home?.episodeId ?? null,
    direction: message.direction,
    at: message.at,
    channel_kind: message.channelKind,
    channel_id: message.channelId,
    identity_id: message.identityId ?? null,
    author_kind: message.author.kind,
    author_id: message.author.id,
    from_name: message.from?.name ?? null,
    from_address: message.from?.address ?? null,
    to_addresses: JSON.stringify(message.to ?? []),
    cc_addresses: JSON.stringify(message.cc ?? []),
    bcc_addresses: JSON.stringify(message.bcc ?? []),
    subject,
    text,
    full_text: words.fullText ?? null,
    html: words.html,
    language: message.language,
    automatic: message.automatic ?? 'none',
    auth: message.auth ? JSON.stringify(message.auth) : null,
    delivery_status: message.deliveryStatus ?? null,
    leaves_at: message.leavesAt ?? null,
    mentions: message.mentions ?? [],
    attachment_count: message.attachmentCount ?? 0,
    metadata: JSON.stringify(metadata),
  })
  const person = [message.from?.name, message.from?.address].filter(Boolean).join('\n')
  await insertSoon(tx, 'message_search', {
    workspace_id: tx.workspaceId,
    message_id: message.id,
    conversation_id: message.conversationId,
    // A mail may be a megabyte of words; the first hundred kilobytes are what anyone looks for, and tsvector has a limit.
    tsv: sql<string>`message_words(${message.language ?? 'fr'}, ${subject}, ${person}, ${text.slice(0, 100_000)})`,
  })
  // A Message-ID belongs to whoever used it first.
  for (const key of new Set(message.keys))
    await insertSoon(tx, 'message_keys', {
      workspace_id: tx.workspaceId,
      channel_kind: message.channelKind,
      key,
      conversation_id: message.home?.id ?? message.conversationId,
      message_id: message.id,
    })
  return { text }
}

export interface MessageRecord {
  id: string
  conversation_id: string
  episode_id: string
  at: Date
  direction: Message['direction']
  channel_kind: string
  channel_id: string | null
  author_kind: Message['author']['kind']
  author_id: string | null
  author_name: string | null
  author_photo: string | null
  from_name: string | null
  from_address: string | null
  to_addresses: Recipient[]
  cc_addresses: Recipient[]
  bcc_addresses: Recipient[]
  subject: string | null
  text: string
  full_text: string | null
  html: string | null
  language: 'fr' | 'en' | null
  automatic: Message['automatic']
  auth: Message['auth']
  delivery_status: Message['deliveryStatus']
  delivery_error: string | null
  leaves_at: Date | null
  mentions: string[]
  attachment_count: number
  metadata: Record<string, unknown>
  attachments: ShownAttachment[] | null
  redactions: Message['redactions'] | null
}

export interface MessagePage {
  before?: string | undefined
  after?: string | undefined
  limit: number
}

/** One page of a thread, oldest first: the last page unless `before` or `after` says where. */
export async function pageOfMessages(
  tx: Tx,
  conversation: Pick<ConversationRecord, 'id' | 'created_at' | 'updated_at' | 'last_message_id'>,
  { before, after, limit }: MessagePage,
) {
  const forward = after !== undefined
  const direction = sql.raw(forward ? 'asc' : 'desc')
  const { from, to } = daysOf(conversation)
  const { rows } = await sql<MessageRecord>`
    ${messageColumns(tx)}
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversation.id}
      and x.id >= first_id_at(${from}) and x.id < first_id_at(${to})
      ${before ? sql`and x.id < ${idOf(before)}::uuid` : sql``}
      ${after ? sql`and x.id > ${idOf(after)}::uuid` : sql``}
    order by x.id ${direction}
    limit ${sql.lit(limit + 1)}`.execute(tx)
  const more = rows.length > limit
  const kept = rows.slice(0, limit)
  if (!forward) kept.reverse()
  const items = kept.map(toMessage)
  return {
    items,
    next: forward && more ? items.at(-1)!.id : null,
    previous: !forward && more ? items[0]!.id : null,
  }
}

/** The days between which a thread was written, with room: months in which it was silent are not even opened. */
function daysOf({
  created_at,
  updated_at,
  last_message_id,
}: Pick<ConversationRecord, 'created_at' | 'updated_at' | 'last_message_id'>) {
  const last = last_message_id ? timeOfId(last_message_id) : 0
  const day = 86_400_000
  return {
    from: new Date(created_at.getTime() - day),
    to: new Date(Math.max(updated_at.getTime(), last) + day),
  }
}

/** One message, as the contract says it; undefined when there is none. */
export async function messageById(tx: Tx, id: string): Promise<Message | undefined> {
  const { rows } = await sql<MessageRecord>`
    ${messageColumns(tx)} where x.workspace_id = ${tx.workspaceId} and x.id = ${id}`.execute(tx)
  return rows[0] && toMessage(rows[0])
}

/** A message with who wrote it and its files, in one question; `more` adds columns. */
export const messageColumns = (tx: Tx, more: RawBuilder<unknown> = sql``) => sql`
  select x.*, ${more} m.name as author_name, m.photo_file_id as author_photo,
    case when x.attachment_count > 0 then (
      select json_agg(json_build_object('id', a.id, 'name', a.name, 'type', a.type, 'bytes', a.bytes,
        'inline', a.inline, 'content_id', a.content_id) order by a.position, a.id)
      from attachments a
      where a.workspace_id = ${tx.workspaceId} and a.message_id = x.id
    ) end as attachments,
    case when x.metadata ? 'redacted' then (
      select json_agg(json_build_object('at', to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'by', w.name, 'what', r.what, 'reason', nullif(r.reason, '')) order by r.id)
      from redactions r
      left join members w on w.workspace_id = r.workspace_id and w.id = r.redacted_by
      where r.workspace_id = ${tx.workspaceId} and r.message_id = x.id
    ) end as redactions
  from messages x
  left join members m on m.workspace_id = ${tx.workspaceId} and m.id = x.author_id`

/** The row of a message as the contract says it. */
export function toMessage(row: MessageRecord): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    episodeId: row.episode_id,
    at: row.at.toISOString(),
    direction: row.direction,
    channel: row.channel_kind,
    channelId: row.channel_id,
    author: {
      kind: row.author_kind,
      id: row.author_id,
      name: row.author_name ?? row.from_name ?? row.from_address ?? '',
      photoUrl: row.author_photo ? `/api/v1/members/${row.author_id}/photo` : null,
    },
    from: { name: row.from_name, address: row.from_address },
    to: row.to_addresses,
    cc: row.cc_addresses,
    bcc: row.bcc_addresses,
    subject: row.subject,
    text: row.text,
    fullText: row.full_text ?? row.text,
    html: row.html,
    language: row.language,
    attachments: (row.attachments ?? []).map(toAttachment),
    automatic: row.automatic,
    auth: row.auth,
    deliveryStatus: row.delivery_status,
    deliveryError: row.delivery_error,
    leavesAt: iso(row.leaves_at),
    mentions: row.mentions,
    redactions: row.redactions ?? [],
    metadata: withoutMemory(row.metadata),
  }
}

/** How things stood before a reply is for taking it back, not for reading. */
function withoutMemory({ before: _, ...metadata }: Record<string, unknown>): Record<string, unknown> {
  return metadata
}

/** Notes on a row again what its last message is, after some were moved or taken back, with what else changes. */
export async function refreshLastMessage(
  tx: Tx,
  conversationId: string,
  also: Updateable<Conversations>,
): Promise<void> {
  const { rows } = await sql<{ id: string; at: Date; direction: 'in' | 'out'; words: string; count: number }>`
    select x.id, time_of_id(x.id) as at, x.direction, coalesce(nullif(x.text, ''), x.subject, '') as words,
      count(*) over () as count
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
      preview: previewOf(last?.words ?? ''),
      ...(last && { last_message_at: last.at, last_direction: last.direction }),
      version: eb('version', '+', 1),
      ...also,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
}

/** First words of a message, for a row: one line, at most 160 characters, and no mark that turns what stands around it. */
export function previewOf(text: string): string {
  const line = text
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
