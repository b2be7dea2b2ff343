import { sql } from 'kysely'
import { type Actor, asEventActor, seesEverything, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { visibleTo } from './access.ts'
import { attachTo } from './attachments.ts'
import type { Recipient } from './channel.ts'
import { openConversation } from './episodes.ts'
import { isComplaint, knownTags, requireReason } from './labels.ts'
import { insertMessage, maskWords, previewOf } from './messages.ts'
import { channelFor, requireFilled } from './ready.ts'
import type { Before } from './undoing.ts'
import type { WritingDeps } from './writing.ts'

/** Finds or creates the person behind an address; contacts/ gives it. */
export type ContactOfSender = (
  tx: Tx,
  sender: { kind: 'email'; address: string; name: string | null },
) => Promise<{ contactId: string; identityId: string; isNew: boolean; blocked: boolean }>

export interface OpeningDeps {
  contactOfSender: ContactOfSender
  /** Notes when a person last came to us. */
  touchContact: (tx: Tx, contactId: string, at: Date) => Promise<void>
}

export interface OpenInput {
  contactId?: string | undefined
  to?: Recipient | undefined
  subject: string
  channelId?: string | undefined
  teamId?: string | undefined
  reasonId?: string | undefined
  tags?: string[] | undefined
  priority?: 'low' | 'normal' | 'high' | 'urgent' | undefined
  message: {
    direction: 'out' | 'in'
    text: string
    html?: string | undefined
    attachmentIds: string[]
    cc: Recipient[]
    bcc: Recipient[]
  }
}

/** Opens a conversation by hand: writes to a customer, or records what they asked by another way. */
export async function openByHand(deps: WritingDeps & OpeningDeps, tx: Tx, actor: Actor, input: OpenInput) {
  const { ground, channels } = deps
  const { message } = input
  if (message.text.trim() === '' && message.attachmentIds.length === 0)
    throw new Invalid('conversation.empty_message')
  if (message.direction === 'out') requireFilled(message.text)
  const contact = await contactOf(deps, tx, actor, input)
  const channel = await channelFor(tx, { channel_id: null }, input.channelId)
  const { channelId, kind } = channel
  if (input.reasonId) await requireReason(tx, input.reasonId, null)
  const teamId = teamFor(actor, input.teamId, channel.teamId)
  const now = ground.clock.now()
  const out = message.direction === 'out'
  const to = out ? [input.to ?? contact.address].filter(one => one !== undefined) : []
  if (out && to.length === 0) throw new Invalid('conversation.no_recipient')
  if (!out) await deps.touchContact(tx, contact.id, now)
  const messageId = ground.newId()
  const words = maskWords({
    subject: input.subject,
    text: message.text,
    html: message.html ? deps.cleanHtml(message.html) : null,
  })
  const conversation = await openConversation(ground, tx, {
    contactId: contact.id,
    identityId: contact.identityId ?? null,
    channel: { id: channelId, kind },
    teamId,
    language: contact.language ?? channel.language,
    subject: words.subject ?? '',
    by: 'member',
    actor: asEventActor(actor),
    first: {
      id: messageId,
      at: now,
      direction: message.direction,
      preview: previewOf(words.text || words.subject || ''),
    },
    waits: !out,
    assigneeId: out ? actor.memberId : null,
    reasonId: input.reasonId ?? null,
    ...(input.tags && { tags: await knownTags(ground, tx, actor, input.tags) }),
    ...(input.priority && { priority: input.priority }),
    status: out ? 'waiting' : 'new',
  })
  if (out && (await isComplaint(tx, input.reasonId ?? null)))
    await deps.cannedAnswers.requireOwnWords(tx, actor, {
      conversationId: conversation.id,
      text: message.text,
    })
  const undoSeconds = out ? (channels.get(kind).undoSeconds ?? (await deps.undoSeconds(tx))) : 0
  const leavesAt = out ? new Date(now.getTime() + undoSeconds * 1000) : null
  await insertMessage(
    tx,
    {
      id: messageId,
      conversationId: conversation.id,
      episodeId: conversation.episode_id,
      direction: message.direction,
      at: now,
      channelKind: kind,
      channelId,
      identityId: out ? null : (contact.identityId ?? null),
      author: out
        ? { kind: actor.memberId ? 'member' : 'api_key', id: actor.memberId ?? actor.id }
        : { kind: 'contact', id: null },
      from: out
        ? { name: actor.name, address: null }
        : { name: contact.name, address: contact.address?.address ?? null },
      to,
      cc: message.cc,
      bcc: message.bcc,
      ...words,
      language: contact.language ?? channel.language,
      deliveryStatus: out ? 'queued' : null,
      leavesAt,
      attachmentCount: message.attachmentIds.length,
      metadata: out
        ? { before: beforeFirst(actor, words.text, input) }
        : { recordedBy: actor.memberId ?? actor.id },
    },
    words,
  )
  await attachTo(tx, actor, { ids: message.attachmentIds, messageId, conversationId: conversation.id })
  if (out)
    await channels.get(kind).send(tx, {
      messageId,
      conversationId: conversation.id,
      conversationNumber: conversation.number,
      contactId: contact.id,
      channelId,
      authorId: actor.memberId,
      subject: words.subject ?? '',
      text: words.text,
      html: words.html,
      to,
      cc: message.cc,
      bcc: message.bcc,
      attachmentIds: message.attachmentIds,
      answersMessageId: null,
      forwardsMessageId: null,
      leavesAt: leavesAt!,
    })
  await ground.recordEvent(tx, {
    type: out ? 'message.written' : 'message.received',
    actor: asEventActor(actor),
    subject: { kind: 'message', id: messageId },
    conversationId: conversation.id,
    contactId: contact.id,
    data: {
      channel: kind,
      opened: true,
      assigneeId: out ? actor.memberId : null,
      teamId,
    },
  })
  return conversation.id
}

/** Who sees their own teams only opens in one of them. */
function teamFor(actor: Actor, asked: string | undefined, ofChannel: string | null): string | null {
  if (!seesTeamsOnly(actor)) return asked ?? ofChannel
  if (asked && !actor.teamIds.includes(asked)) throw new NotFound('team')
  return asked ?? actor.teamIds[0] ?? null
}

/** How a conversation stands whose first words were taken back: open, with whoever wanted to write. */
const beforeFirst = (actor: Actor, text: string, { to, message }: OpenInput): Before => ({
  status: 'open',
  waitingSince: null,
  asideSince: null,
  isSnoozedNew: false,
  snoozedUntil: null,
  assigneeId: actor.memberId,
  closedAt: null,
  afterwards: 'wait',
  text,
  named: { ...(to && { to: [to] }), cc: message.cc, bcc: message.bcc },
})

interface Person {
  id: string
  name: string
  language: 'fr' | 'en' | null
  identityId?: string
  address?: Recipient
}

async function contactOf(
  deps: { contactOfSender: ContactOfSender },
  tx: Tx,
  actor: Actor,
  input: OpenInput,
): Promise<Person> {
  let contactId = input.contactId
  if (contactId) await requireKnown(tx, actor, contactId)
  if (!contactId) {
    if (!input.to) throw new Invalid('conversation.no_contact')
    if (await isOurs(tx, input.to.address))
      throw new Invalid('conversation.own_address', { address: input.to.address })
    const found = await deps.contactOfSender(tx, {
      kind: 'email',
      address: input.to.address,
      name: input.to.name || null,
    })
    contactId = found.contactId
  }
  const { rows } = await sql<PersonRow>`
    select p.id, p.name, p.language, p.erased_at, p.archived_at, i.id as identity_id, i.value as address
    from contacts p
    left join lateral (
      select id, value from identities
      where workspace_id = ${tx.workspaceId} and contact_id = p.id and kind = 'email' and blocked_at is null
      order by verified_at, created_at
      limit 1
    ) i on true
    where p.workspace_id = ${tx.workspaceId} and p.id = ${contactId}`.execute(tx)
  const row = rows[0]
  if (!row) throw new NotFound('contact')
  if (row.erased_at) throw new Refused('contact.erased')
  if (row.archived_at) throw new Refused('contact.archived')
  const { id, name, language, identity_id, address } = row
  return {
    id,
    name,
    language,
    ...(identity_id && { identityId: identity_id }),
    ...(address && { address: { name, address } }),
  }
}

/** True for an address that we receive by: a conversation with ourselves would answer itself. */
async function isOurs(tx: Tx, address: string): Promise<boolean> {
  const { rows } = await sql`
    select from channels
    where workspace_id = ${tx.workspaceId} and kind = 'email' and lower(address) = ${address.toLowerCase()}`.execute(
    tx,
  )
  return rows.length > 0
}

interface PersonRow {
  id: string
  name: string
  language: 'fr' | 'en' | null
  erased_at: Date | null
  archived_at: Date | null
  identity_id: string | null
  address: string | null
}

/** Who sees a part writes to the people of their own conversations, and to addresses that they have. */
async function requireKnown(tx: Tx, actor: Actor, contactId: string): Promise<void> {
  if (seesEverything(actor)) return
  const row = await tx
    .selectFrom('conversations')
    .select('conversations.id')
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where('conversations.contact_id', '=', contactId)
    .where(visibleTo(actor))
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new NotFound('contact')
}
