import { sql } from 'kysely'
import type { z } from 'zod'
import type { ChatMessage, VisitorMessageInput } from '#contract/chat.ts'
import type { Conversations } from '#server/conversations/index.ts'
import { previewOf } from '#server/conversations/index.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { writeSoon } from '#server/platform/writes.ts'
import { latestChat } from './devices.ts'
import type { OpenChat } from './door.ts'
import { waitingFiles } from './files.ts'
import { changeSession, type SessionRecord } from './sessions.ts'

/** Finds or makes the person behind an identity; contacts/ gives it. */
export type ContactOfVisitor = (
  tx: Tx,
  sender: {
    kind: 'visitor' | 'external'
    address: string
    name: string | null
    verified: boolean
    language: 'fr' | 'en'
  },
) => Promise<{ contactId: string; identityId: string; isNew: boolean; blocked: boolean }>

/** A person proved that an address is theirs. */
export type ClaimAddress = (tx: Tx, claim: { identityId: string; address: string }) => Promise<void>

export interface ReceiveDeps {
  ground: Ground
  conversations: Conversations
  contactOfVisitor: ContactOfVisitor
  claimAddress: ClaimAddress
  detectLanguage: (text: string) => Promise<'fr' | 'en' | null>
}

export interface Received {
  messageId: string
  session: SessionRecord
  /** As its visitor sees it, where that is known without looking. */
  message: ChatMessage | undefined
}

/**
 * Takes a visitor's message: once, however often it is sent. The receipt is written first and is the idempotency; the
 * session is locked, so that two tabs make one person and one conversation. Nothing is acknowledged before the commit.
 */
export async function receiveMessage(
  deps: ReceiveDeps,
  tx: Tx,
  chat: OpenChat,
  before: SessionRecord,
  input: z.output<typeof VisitorMessageInput>,
): Promise<Received> {
  const { ground } = deps
  if (input.text.replaceAll(/[\s\p{Cf}\p{Cc}]/gu, '') === '' && input.fileIds.length === 0)
    throw new Invalid('conversation.empty_message')
  const { resumeHours } = chat.setUp
  const met = withAnswers(before, chat, input.fields ?? {})
  const [known, going, detected, asBefore] = await Promise.all([
    insertReceipt(ground, tx, chat, before, input),
    goingOn(ground, tx, before, resumeHours),
    languageOf(deps, input.text),
    // Whoever wrote before is somebody already: looking them up again changes nothing if this was said twice.
    before.identity_id && !before.address_verified_at ? senderOf(deps, tx, met) : undefined,
  ])
  if (known) return { messageId: known, session: before, message: undefined }
  const at = ground.clock.now()
  const text = maskCards(input.text).text
  const files = await waitingFiles(tx, before.id, input.fileIds)
  const language = detected ?? met.language
  const sender = asBefore ?? (await senderOf(deps, tx, met))
  const arrived = await deps.conversations.receive(tx, {
    channel: { id: chat.channelId, kind: 'chat', language: met.language, teamId: chat.teamId },
    contactId: sender.contactId,
    identityId: sender.identityId,
    candidates: going ?? (await goingOnElsewhere(ground, tx, met, sender.identityId, resumeHours)),
    at,
    from: { name: sender.name, address: null },
    to: [],
    cc: [],
    subject: previewOf(text).slice(0, 70),
    text: input.text,
    fullText: null,
    html: null,
    language,
    automatic: 'none',
    auth: null,
    attachments: files,
    keys: [],
    isSpam: sender.blocked,
    folds: [],
    metadata: {
      clientId: input.id,
      ...(input.page && { page: input.page }),
      ...(answersOf(chat, input.fields ?? {}).length > 0 && { answers: answersOf(chat, input.fields ?? {}) }),
    },
  })
  await writeSoon(tx, () =>
    tx
      .updateTable('receipts')
      .set({
        conversation_id: arrived.conversationId,
        message_id: arrived.messageId,
        // What held a payment card is not kept as it came (REC-5).
        ...(arrived.isMasked && { raw: null }),
      })
      .where('workspace_id', '=', tx.workspaceId)
      .where('channel_id', '=', chat.channelId)
      .where('external_id', '=', externalId(before, input.id))
      .execute(),
  )
  const change = {
    identity_id: sender.identityId,
    conversation_id: arrived.conversationId,
    name: met.name,
    address: met.address,
    last_seen_at: ground.clock.now(),
    ended_at: null,
  }
  await writeSoon(tx, () => changeSession(tx, before.id, change))
  return {
    messageId: arrived.messageId,
    session: { ...before, ...change },
    // Where its files are is read back.
    message:
      files.length > 0
        ? undefined
        : ownMessage({ id: arrived.messageId, clientId: input.id, at: at.toISOString(), text, language }),
  }
}

/** Fewer letters than this say too little of a language to go against that of the page. */
const enoughLetters = 40

const languageOf = async ({ detectLanguage }: ReceiveDeps, text: string) =>
  text.length < enoughLetters ? null : detectLanguage(text)

/** What a visitor wrote just now, and nobody has seen yet. */
const ownMessage = (
  said: Pick<ChatMessage, 'id' | 'clientId' | 'at' | 'text' | 'language'>,
): ChatMessage => ({
  ...said,
  from: 'visitor',
  name: null,
  photoUrl: null,
  files: [],
  channel: 'chat',
  isSeen: false,
})

const externalId = ({ id }: SessionRecord, clientId: string) => `${id}/${clientId.toLowerCase()}`

/** Stores what came as it came; gives the id of its message when it was here before. */
async function insertReceipt(
  ground: Ground,
  tx: Tx,
  { channelId }: OpenChat,
  session: SessionRecord,
  input: z.output<typeof VisitorMessageInput>,
): Promise<string | undefined> {
  const raw = Buffer.from(JSON.stringify(input))
  const now = ground.clock.now()
  const { rows } = await sql<{ id: string }>`
    insert into receipts (workspace_id, channel_id, external_id, id, state, lane, envelope, bytes, raw, received_at, understood_at)
    values (${tx.workspaceId}, ${channelId}, ${externalId(session, input.id)}, ${ground.newId()}, 'parsed',
      ${`visitor ${session.id}`}, ${JSON.stringify({ via: 'chat' })}, ${raw.length}, ${raw}, ${now}, ${now})
    on conflict (workspace_id, channel_id, external_id) do nothing
    returning id`.execute(tx)
  if (rows.length > 0) return undefined
  const known = await tx
    .selectFrom('receipts')
    .select('message_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_id', '=', channelId)
    .where('external_id', '=', externalId(session, input.id))
    .executeTakeFirstOrThrow()
  return known.message_id ?? undefined
}

/** Name and address as the visitor just said them; what the site signed, or was verified, stays. */
function withAnswers(
  session: SessionRecord,
  { setUp }: OpenChat,
  fields: Record<string, string>,
): SessionRecord {
  const said = (type: 'name' | 'email') =>
    setUp.preChat.map(field => (field.type === type && fields[field.key]) || null).find(Boolean) ?? null
  const address = said('email')
  return {
    ...session,
    name: session.name ?? nameOf(said('name')),
    address: session.address ?? (address?.includes('@') ? address.toLowerCase() : null),
  }
}

/** A name as it is kept: what only looks like one may be a card number (REC-5). */
const nameOf = (said: string | null): string | null => said && maskCards(said).text

/** What the visitor answered before the first message, in the words of the workspace. */
function answersOf(
  { setUp }: OpenChat,
  fields: Record<string, string>,
): { label: { fr: string; en: string }; value: string }[] {
  return setUp.preChat.flatMap(({ key, type, labelFr, labelEn }) => {
    const value = maskCards(fields[key] ?? '').text
    return value && type !== 'name' && type !== 'email'
      ? [{ label: { fr: labelFr, en: labelEn }, value }]
      : []
  })
}

async function senderOf(
  { ground, contactOfVisitor, claimAddress }: ReceiveDeps,
  tx: Tx,
  session: SessionRecord,
) {
  const code = session.id.slice(-4).toUpperCase()
  const name = session.name ?? ground.t(session.language, 'chat:visitor', { code })
  const sender = await contactOfVisitor(tx, {
    ...(session.user_id
      ? { kind: 'external', address: session.user_id, verified: true }
      : { kind: 'visitor', address: session.id, verified: false }),
    name,
    language: session.language,
  })
  if (session.address && session.address_verified_at) {
    await claimAddress(tx, { identityId: sender.identityId, address: session.address })
    return { ...sender, name, contactId: await contactOfIdentity(tx, sender.identityId) }
  }
  return { ...sender, name }
}

/** Whose an identity is now. */
export async function contactOfIdentity(tx: Tx, identityId: string): Promise<string> {
  const { contact_id } = await tx
    .selectFrom('identities')
    .select('contact_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', identityId)
    .executeTakeFirstOrThrow()
  return contact_id
}

/** The visitor's own conversation, while it is not long past. */
async function goingOn(
  ground: Ground,
  tx: Tx,
  session: SessionRecord,
  hours: number,
): Promise<string[] | undefined> {
  if (!session.conversation_id) return undefined
  const since = new Date(ground.clock.now().getTime() - hours * 3_600_000)
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.last_message_at > ${since}
      and c.id = (select thread_of(${tx.workspaceId}, ${session.conversation_id}))`.execute(tx)
  return rows.length > 0 ? [session.conversation_id] : undefined
}

/** Of somebody the site vouches for, the one that they began on another device. */
async function goingOnElsewhere(
  ground: Ground,
  tx: Tx,
  session: SessionRecord,
  identityId: string,
  hours: number,
): Promise<string[]> {
  const userId = session.user_id
  const elsewhere = userId && (await latestChat(ground, tx, { userId, identityId }, hours))
  return elsewhere ? [elsewhere] : []
}
