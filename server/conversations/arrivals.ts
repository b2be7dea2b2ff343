import { sql } from 'kysely'
import type { Message } from '#contract/conversations.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { writeSoon } from '#server/platform/writes.ts'
import { type ConversationRecord, lockThread } from './access.ts'
import type { Recipient } from './channel.ts'
import { openConversation, startEpisode } from './episodes.ts'
import { insertMessage, maskWords, previewOf } from './messages.ts'
import { after, standingColumns, standingOf } from './standing.ts'

/** A stretch of the whole text that a reader may fold, in characters. */
export interface Fold {
  kind: 'quoted' | 'signature'
  start: number
  end: number
}

/** A customer's message as its channel understood it. */
export interface Arrival {
  channel: { id: string; kind: string; language: 'fr' | 'en'; teamId: string | null }
  contactId: string
  /** Null for what a machine reports about a message of ours: it is nobody's. */
  identityId: string | null
  /** The conversation it is known to belong to, whoever sent it: a report about a message of ours. */
  belongsTo?: string
  /** Conversations that the message itself points to, strongest evidence first: our token, then its references. */
  candidates: string[]
  at: Date
  from: { name: string | null; address: string | null }
  to: Recipient[]
  cc: Recipient[]
  subject: string
  text: string
  fullText: string | null
  html: string | null
  language: 'fr' | 'en' | null
  automatic: Message['automatic']
  auth: Message['auth']
  attachments: {
    fileId: string
    name: string
    type: string
    bytes: number
    inline: boolean
    contentId: string | null
  }[]
  /** Provider ids of this message. */
  keys: string[]
  isSpam: boolean
  /** Where the whole text may be folded. */
  folds: Fold[]
  metadata: Record<string, unknown>
}

export interface Arrived {
  conversationId: string
  conversationNumber: number
  messageId: string
  episodeId: string
  /** True when this message opened a conversation or an episode. */
  opened: boolean
  contactId: string
  /** True when card data was masked: whatever else holds these words must go (REC-5). */
  isMasked: boolean
}

export interface ArrivalSettings {
  reopenDays: number
  companySharesThreads: boolean
}

/**
 * Puts a customer's message into its thread, or opens one. Evidence alone is never enough: the sender must already
 * take part in the conversation, otherwise a stranger who quotes a number or a Message-ID would enter it.
 */
export async function receive(
  ground: Ground,
  tx: Tx,
  given: Arrival,
  known: Promise<ArrivalSettings>,
): Promise<Arrived> {
  const arrival = withMaskedNames(given)
  const now = ground.clock.now()
  const isReport = arrival.identityId === null
  const actor: EventActor = isReport ? system : { kind: 'contact', id: arrival.contactId }
  const { home, pointed, settings } = await placeOf(tx, arrival, known)
  const isSpam = arrival.isSpam || pointed?.is_spam === true
  // What no person wrote wakes nobody: it stays in its thread, however old, without a clock. Neither does spam.
  const wakes = arrival.automatic === 'none' && !isSpam
  const window = settings.reopenDays * 86_400_000
  const tooOld = wakes && pointed?.closed_at && now.getTime() - pointed.closed_at.getTime() > window
  const continued = pointed && !tooOld ? pointed : undefined

  const messageId = ground.newId()
  const words = maskWords(arrival)
  const preview = previewOf(words.text || words.subject || '')
  let conversation: Pick<ConversationRecord, 'id' | 'number' | 'episode_id'>
  let opened = false
  if (continued) {
    const started =
      continued.status === 'closed' && wakes
        ? await startEpisode(ground, tx, continued, { by: 'contact', actor, because: 'message' })
        : undefined
    opened = started !== undefined
    conversation = { ...continued, ...started }
    const before = standingOf({ ...continued, ...started })
    await writeSoon(tx, () =>
      tx
        .updateTable('conversations')
        .set(eb => ({
          message_count: eb('message_count', '+', 1),
          last_message_id: messageId,
          last_message_at: now,
          last_direction: 'in',
          preview,
          version: eb('version', '+', 1),
          updated_at: now,
          ...started,
          ...(wakes && standingColumns(after(before, { kind: 'came', at: now }))),
        }))
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', continued.id)
        .execute(),
    )
  } else {
    opened = true
    conversation = await openConversation(ground, tx, {
      contactId: arrival.contactId,
      identityId: arrival.identityId,
      channel: { id: arrival.channel.id, kind: arrival.channel.kind },
      teamId: arrival.channel.teamId,
      language: arrival.language ?? arrival.channel.language,
      subject: words.subject ?? '',
      by: 'contact',
      actor,
      isSpam: arrival.isSpam,
      linkedTo: pointed?.id ?? (await previousOf(tx, arrival.contactId, now)),
      first: { id: messageId, at: now, direction: 'in', preview },
      waits: wakes,
    })
  }

  await storeAttachments(ground, tx, arrival, messageId, conversation.id)
  await insertMessage(
    tx,
    {
      id: messageId,
      conversationId: conversation.id,
      episodeId: conversation.episode_id,
      home: continued && home && home !== continued.id ? await homeEpisode(tx, home) : undefined,
      direction: 'in',
      at: arrival.at,
      channelKind: arrival.channel.kind,
      channelId: arrival.channel.id,
      identityId: arrival.identityId,
      author: { kind: isReport ? 'system' : 'contact', id: null },
      from: arrival.from,
      to: arrival.to,
      cc: arrival.cc,
      ...words,
      language: arrival.language,
      automatic: arrival.automatic,
      auth: arrival.auth,
      attachmentCount: arrival.attachments.length,
      metadata: {
        ...arrival.metadata,
        ...(isSpam && { isSpam }),
        ...(arrival.folds.length > 0 && !words.isChanged && { folds: arrival.folds }),
      },
      keys: arrival.keys,
    },
    words,
  )
  await ground.recordEvent(tx, {
    type: 'message.received',
    actor,
    subject: { kind: 'message', id: messageId },
    conversationId: conversation.id,
    contactId: arrival.contactId,
    data: {
      channel: arrival.channel.kind,
      automatic: arrival.automatic,
      opened,
      ...(continued && { assigneeId: continued.assignee_id, teamId: continued.team_id }),
    },
  })
  return {
    conversationId: conversation.id,
    conversationNumber: conversation.number,
    messageId,
    episodeId: conversation.episode_id,
    opened,
    contactId: arrival.contactId,
    isMasked: words.isChanged || arrival !== given,
  }
}

/** The same with the card numbers masked that stand in names (REC-5): of the sender, of files. */
function withMaskedNames(arrival: Arrival): Arrival {
  const masked = (name: string) => maskCards(name).text
  const from = { ...arrival.from, name: arrival.from.name && masked(arrival.from.name) }
  const attachments = arrival.attachments.map(file => ({ ...file, name: masked(file.name) }))
  const isChanged =
    from.name !== arrival.from.name ||
    attachments.some((file, index) => file.name !== arrival.attachments[index]!.name)
  return isChanged ? { ...arrival, from, attachments } : arrival
}

/** The thread it goes on with, locked; what does not depend on each other is asked together. */
async function placeOf(tx: Tx, arrival: Arrival, known: Promise<ArrivalSettings>) {
  const { belongsTo, candidates } = arrival
  const [only] = candidates
  if (belongsTo || (only && candidates.length === 1)) {
    const [settings, isHome, pointed] = await Promise.all([
      known,
      belongsTo ? belongsTo : homeOf(tx, arrival, known),
      lockThread(tx, (belongsTo ?? only)!),
    ])
    return isHome ? { home: isHome, pointed, settings } : { settings }
  }
  const [settings, home] = await Promise.all([known, homeOf(tx, arrival, known)])
  return { home, pointed: home ? await lockThread(tx, home) : undefined, settings }
}

/** The first candidate whose thread the sender takes part in, wherever that thread goes on now. */
async function homeOf(
  tx: Tx,
  arrival: Arrival,
  settings: Promise<ArrivalSettings>,
): Promise<string | undefined> {
  for (const candidate of arrival.candidates) {
    const { rows } = await sql<{ takes_part: boolean; of_one_company: boolean }>`
      select takes_part, not takes_part and exists (
        select from contacts owner
        join contacts sender on sender.workspace_id = owner.workspace_id and sender.company_id = owner.company_id
        where owner.workspace_id = ${tx.workspaceId} and owner.id = thread.contact_id and sender.id = ${arrival.contactId}
      ) as of_one_company
      from (
        select c.contact_id, c.contact_id = ${arrival.contactId}
          or exists (
            select from messages x
            where x.workspace_id = ${tx.workspaceId} and x.conversation_id = c.id
              and (x.identity_id = ${arrival.identityId}
                or (x.direction = 'out' and x.author_kind <> 'contact' and x.delivery_status is distinct from 'cancelled'
                  and (x.to_addresses @> ${addressed(arrival)}::jsonb or x.cc_addresses @> ${addressed(arrival)}::jsonb)))
          ) as takes_part
        from conversations c
        where c.workspace_id = ${tx.workspaceId} and c.id = (select thread_of(${tx.workspaceId}, ${candidate}))
        offset 0 -- asked once, not for each column
      ) as thread`.execute(tx)
    const [row] = rows
    if (row?.takes_part || (row?.of_one_company && (await settings).companySharesThreads)) return candidate
  }
  return undefined
}

/** We wrote to this address ourselves: a person in copy of our own mail may answer it. */
const addressed = (arrival: Arrival) =>
  JSON.stringify([{ address: arrival.from.address?.toLowerCase() ?? '' }])

/** Where a message goes back to when the conversation it came for is separated from the one it is shown in. */
async function homeEpisode(tx: Tx, id: string): Promise<{ id: string; episodeId: string }> {
  const { episode_id } = await tx
    .selectFrom('conversations')
    .select('episode_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, episodeId: episode_id }
}

/** The person's last conversation of the past year: "same request?" is asked about it. */
async function previousOf(tx: Tx, contactId: string, now: Date): Promise<string | null> {
  const row = await tx
    .selectFrom('conversations')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', '=', contactId)
    .where('is_spam', '=', false)
    .where('joined_into', 'is', null)
    .where('last_message_at', '>', new Date(now.getTime() - 366 * 86_400_000))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Keeps the files that came with a message. */
export async function storeAttachments(
  ground: Ground,
  tx: Tx,
  arrival: Pick<Arrival, 'attachments'>,
  messageId: string,
  conversationId: string,
) {
  if (arrival.attachments.length === 0) return
  await tx
    .insertInto('attachments')
    .values(
      arrival.attachments.map((attachment, position) => ({
        workspace_id: tx.workspaceId,
        id: ground.newId(),
        message_id: messageId,
        conversation_id: conversationId,
        file_id: attachment.fileId,
        name: attachment.name,
        type: attachment.type,
        bytes: attachment.bytes,
        inline: attachment.inline,
        content_id: attachment.contentId,
        position,
      })),
    )
    .execute()
}
