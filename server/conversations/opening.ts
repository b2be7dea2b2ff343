import { type Actor, asEventActor, seesEverything } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import { visibleTo } from './access.ts'
import { attachTo } from './attachments.ts'
import type { Recipient } from './channel.ts'
import { openConversation } from './episodes.ts'
import { insertMessage, maskWords, previewOf } from './messages.ts'
import { channelFor, type WritingDeps } from './writing.ts'

/** Finds or creates the person behind an address; contacts/ gives it. */
export type ContactOfSender = (
  tx: Tx,
  sender: { kind: 'email'; address: string; name: string | null },
) => Promise<{ contactId: string; identityId: string; isNew: boolean; blocked: boolean }>

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
export async function openByHand(
  deps: WritingDeps & { contactOfSender: ContactOfSender },
  tx: Tx,
  actor: Actor,
  input: OpenInput,
) {
  const { ground, channels } = deps
  const { message } = input
  if (message.text.trim() === '' && message.attachmentIds.length === 0)
    throw new Invalid('conversation.empty_message')
  const contact = await contactOf(deps, tx, actor, input)
  const { channelId, kind } = await channelFor(tx, { channel_id: null }, input.channelId)
  const channel = await tx
    .selectFrom('channels')
    .select(['language', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()
  const now = ground.clock.now()
  const out = message.direction === 'out'
  const to = out ? [input.to ?? contact.address].filter(one => one !== undefined) : []
  if (out && to.length === 0) throw new Invalid('conversation.no_recipient')
  const messageId = ground.newId()
  const words = maskWords({
    subject: input.subject,
    text: message.text,
    html: message.html ? deps.cleanHtml(message.html) : null,
  })
  const conversation = await openConversation(ground, tx, {
    contactId: contact.id,
    channel: { id: channelId, kind },
    // A partner's adviser sees their own teams only: what they open is theirs.
    teamId: input.teamId ?? (actor.role === 'partner' ? (actor.teamIds[0] ?? null) : channel.team_id),
    language: contact.language ?? channel.language,
    subject: words.subject ?? '',
    by: 'member',
    actor: asEventActor(actor),
    first: { id: messageId, at: now, direction: message.direction, preview: previewOf(words.text) },
    waits: !out,
    assigneeId: out ? actor.memberId : null,
    reasonId: input.reasonId ?? null,
    ...(input.tags && { tags: [...new Set(input.tags)] }),
    ...(input.priority && { priority: input.priority }),
    status: out ? 'waiting' : 'new',
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
        ? {
            before: {
              status: 'open',
              waitingSince: null,
              assigneeId: actor.memberId,
              afterwards: 'wait',
              text: words.text,
            },
          }
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
      teamId: input.teamId ?? channel.team_id,
    },
  })
  return conversation.id
}

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
    const found = await deps.contactOfSender(tx, {
      kind: 'email',
      address: input.to.address,
      name: input.to.name || null,
    })
    contactId = found.contactId
  }
  const contact = await tx
    .selectFrom('contacts')
    .select(['id', 'name', 'language'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  if (!contact) throw new NotFound('contact')
  const identity = await tx
    .selectFrom('identities')
    .select(['id', 'value'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', '=', contactId)
    .where('kind', '=', 'email')
    .where('blocked_at', 'is', null)
    .orderBy('verified_at', 'asc')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return {
    ...contact,
    ...(identity && { identityId: identity.id, address: { name: contact.name, address: identity.value } }),
  }
}

/** A partner's adviser writes to the people of their own conversations, and to addresses that they have. */
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
