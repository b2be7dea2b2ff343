import type { Conversations } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { MailAuthentication } from './authentication.ts'
import type { EmailChannel } from './channel-records.ts'
import type { ReadMail } from './parse.ts'
import { conversationIn, withoutTag } from './reply-address.ts'
import type { ReceiptRecord } from './store.ts'

export interface UnderstandDeps {
  ground: Ground
  receive: Conversations['receive']
  contactOfSender: (
    tx: Tx,
    sender: {
      kind: 'email'
      address: string
      name: string | null
      verified?: boolean
      language?: 'fr' | 'en' | null
    },
  ) => Promise<{ contactId: string; identityId: string; isNew: boolean; blocked: boolean }>
  detectLanguage: (text: string) => 'fr' | 'en' | null
  acknowledge: (tx: Tx, about: Acknowledged) => Promise<void>
}

export interface Acknowledged {
  channel: EmailChannel
  conversationId: string
  conversationNumber: number
  episodeId: string
  contactId: string
  to: { name: string; address: string }
  subject: string
  language: 'fr' | 'en'
  messageId: string | undefined
  references: string[]
}

export interface Outcome {
  state: 'parsed' | 'parked' | 'ignored'
  reason?: string
  conversationId?: string
  messageId?: string
}

/** Makes of a mail that was read what it is: a bounce of ours, our own echo, or a customer's message in its thread. */
export async function understand(
  deps: UnderstandDeps,
  tx: Tx,
  about: {
    receipt: ReceiptRecord
    channel: EmailChannel
    mail: ReadMail
    auth: MailAuthentication
    ownAddresses: string[]
  },
): Promise<Outcome> {
  const { channel, mail, auth, ownAddresses } = about
  if (mail.headers['x-boucle-test']) return arrivedTest(deps, tx, mail)
  if (mail.from && ownAddresses.includes(withoutTag(mail.from.address)))
    return { state: 'ignored', reason: 'mail.own' }
  if (mail.bounce) {
    const tied = await tieBounce(deps, tx, mail)
    if (tied) return tied
  }
  if (await isDuplicate(tx, mail)) return { state: 'ignored', reason: 'mail.duplicate' }

  const author = mail.author ?? mail.from
  if (!author) return { state: 'parked', reason: 'mail.no_sender' }
  const language = deps.detectLanguage(mail.text || mail.subject)
  const sender = await deps.contactOfSender(tx, {
    kind: 'email',
    address: author.address,
    name: author.name || null,
    // Only an aligned, passing DMARC vouches for the address of the From header.
    verified: auth.dmarc === 'pass' && author.address === mail.from?.address,
    language,
  })
  const attachments = []
  for (const file of mail.attachments) {
    const { fileId } = await deps.ground.files.put(tx, file.content, file.type)
    attachments.push({
      fileId,
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      inline: file.inline,
      contentId: file.contentId ?? null,
    })
  }
  const isSpam =
    sender.blocked || /^yes\b/i.test(mail.headers['x-spam-flag'] ?? mail.headers['x-spam-status'] ?? '')
  const arrived = await deps.receive(tx, {
    channel: { id: channel.id, kind: 'email', language: channel.language, teamId: channel.team_id },
    contactId: sender.contactId,
    identityId: sender.identityId,
    candidates: mayJoin(mail, auth) ? await candidatesOf(deps.ground, tx, mail) : [],
    at: mail.at,
    from: { name: author.name || null, address: author.address },
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: mail.text,
    fullText: mail.fullText,
    html: mail.html ?? null,
    language,
    automatic: mail.automatic,
    auth: { spf: auth.spf, dkim: auth.dkim, dmarc: auth.dmarc },
    attachments,
    keys: mail.messageId ? [mail.messageId] : [],
    isSpam,
    metadata: {
      ...(mail.remoteImages > 0 && { remoteImages: mail.remoteImages }),
      ...(mail.invite && { invite: mail.invite }),
      ...(mail.from && author.address !== mail.from.address && { sentFrom: mail.from.address }),
    },
  })
  if (arrived.opened && mail.mayAnswerAlone && !isSpam)
    await deps.acknowledge(tx, {
      channel,
      conversationId: arrived.conversationId,
      conversationNumber: arrived.conversationNumber,
      episodeId: arrived.episodeId,
      contactId: sender.contactId,
      to: author,
      subject: mail.subject,
      language: language ?? channel.language,
      messageId: mail.messageId,
      references: mail.references,
    })
  return { state: 'parsed', conversationId: arrived.conversationId, messageId: arrived.messageId }
}

/** Reply-To may say anyone, and a failed DMARC says the From is forged: such a mail joins nobody's conversation. */
function mayJoin(mail: ReadMail, auth: MailAuthentication): boolean {
  if (auth.dmarc === 'fail') return false
  return mail.author === undefined || mail.author.address === mail.from?.address
}

/** Conversations the mail points to: our signed address, then In-Reply-To, then all References, nearest first. */
async function candidatesOf(ground: Ground, tx: Tx, mail: ReadMail): Promise<string[]> {
  const addresses = [...mail.to, ...mail.cc].map(one => one.address).concat(mail.deliveredTo)
  const tokens = addresses
    .map(address => conversationIn(ground.secrets, address))
    .filter(id => id !== undefined)
  const keys = [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])]
  if (keys.length === 0) return tokens
  const rows = await tx
    .selectFrom('message_keys')
    .select(['key', 'conversation_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_kind', '=', 'email')
    .where('key', 'in', keys)
    .execute()
  const byKey = new Map(rows.map(row => [row.key, row.conversation_id]))
  return [...new Set([...tokens, ...keys.flatMap(key => byKey.get(key) ?? [])])]
}

/** The same words, from the same person, under the same Message-ID: one mail that came by two addresses of ours. */
async function isDuplicate(tx: Tx, mail: ReadMail): Promise<boolean> {
  if (!mail.messageId) return false
  const row = await tx
    .selectFrom('message_keys')
    .innerJoin('messages', join =>
      join
        .onRef('messages.workspace_id', '=', 'message_keys.workspace_id')
        .onRef('messages.id', '=', 'message_keys.message_id'),
    )
    .select(['messages.text', 'messages.from_address', 'messages.direction'])
    .where('message_keys.workspace_id', '=', tx.workspaceId)
    .where('message_keys.channel_kind', '=', 'email')
    .where('message_keys.key', '=', mail.messageId)
    .executeTakeFirst()
  const author = mail.author ?? mail.from
  return (
    row !== undefined &&
    row.direction === 'in' &&
    row.from_address === author?.address &&
    row.text === mail.text
  )
}

/** Ties a report to the mail of ours that did not arrive; undefined when it is about none of ours. */
async function tieBounce({ ground }: UnderstandDeps, tx: Tx, mail: ReadMail): Promise<Outcome | undefined> {
  const bounce = mail.bounce!
  if (!bounce.originalMessageId) return undefined
  const delivery = await tx
    .selectFrom('deliveries')
    .select(['id', 'message_id', 'conversation_id', 'purpose'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('mail_message_id', '=', bounce.originalMessageId)
    .executeTakeFirst()
  if (!delivery) return undefined
  const reached = bounce.recipients.some(
    recipient => recipient.action === 'delivered' || recipient.action === 'relayed',
  )
  const said = bounce.recipients.map(recipient =>
    `${recipient.address} ${recipient.status ?? ''} ${recipient.diagnostic}`.trim(),
  )
  const state = bounce.permanent ? 'bounced' : reached ? 'delivered' : undefined
  if (state) {
    await tx
      .updateTable('deliveries')
      .set({ state, last_error: said.join('; ').slice(0, 2000) || null })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', delivery.id)
      .where('state', 'in', [
        'queued',
        'sending',
        'sent',
        ...(state === 'bounced' ? (['delivered'] as const) : []),
      ])
      .execute()
    if (delivery.message_id)
      await setDeliveryStatus(ground, tx, delivery.message_id, state, said.join('; ').slice(0, 2000) || null)
  }
  return {
    state: 'parsed',
    reason: state === 'bounced' ? 'mail.bounced' : 'mail.delivery_report',
    ...(delivery.conversation_id && { conversationId: delivery.conversation_id }),
    ...(delivery.message_id && { messageId: delivery.message_id }),
  }
}

const order = ['scheduled', 'queued', 'sent', 'delivered', 'failed', 'bounced'] as const

/** Moves the delivery status of a message, forward only, with its event. */
export async function setDeliveryStatus(
  ground: Ground,
  tx: Tx,
  messageId: string,
  status: (typeof order)[number],
  error: string | null,
): Promise<void> {
  const row = await tx
    .updateTable('messages')
    .set({ delivery_status: status, delivery_error: error })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .where('delivery_status', 'in', order.slice(0, order.indexOf(status)))
    .returning('conversation_id')
    .executeTakeFirst()
  if (!row) return
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
}

/** A round-trip test of ours came home. */
async function arrivedTest({ ground }: UnderstandDeps, tx: Tx, mail: ReadMail): Promise<Outcome> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'delivered' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('mail_message_id', '=', mail.messageId ?? '')
    .where('purpose', '=', 'test')
    .execute()
  await ground.recordEvent(tx, {
    type: 'channel.test_arrived',
    actor: system,
    subject: { kind: 'delivery', id: mail.headers['x-boucle-test'] ?? '' },
  })
  return { state: 'ignored', reason: 'mail.test' }
}
