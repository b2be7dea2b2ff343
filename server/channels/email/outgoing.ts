import { DateTime } from 'luxon'
import type { Channel, OutgoingMessage, Recipient } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insertSoon } from '#server/platform/writes.ts'
import { channelById, type EmailChannel } from './channel-records.ts'
import {
  type Composed,
  composeBody,
  forwardSubject,
  newMessageId,
  type Quoted,
  replySubject,
} from './compose.ts'
import { cleanAddress, oneLine } from './headers.ts'
import { queue } from './queue.ts'
import { replyAddress, splitAddress } from './reply-address.ts'
import { placePictures } from './sanitise.ts'
import { threadKeys } from './thread-keys.ts'

/** How e-mail sends what a person wrote. */
export function emailChannel(ground: Ground): Channel {
  return {
    kind: 'email',
    async send(tx, message) {
      const channel = await channelById(tx, message.channelId)
      if (!channel?.address) throw new NotFound('channel')
      await queueReply(ground, tx, channel, message)
    },
    async cancel(tx, messageId) {
      const rows = await tx
        .updateTable('deliveries')
        .set({ state: 'cancelled' })
        .where('workspace_id', '=', tx.workspaceId)
        .where('message_id', '=', messageId)
        .where('state', '=', 'queued')
        .where('attempts', '=', 0)
        .returning('id')
        .execute()
      return rows.length > 0
    },
    defaultRecipients: (tx, conversationId) => defaultRecipients(tx, conversationId),
  }
}

async function queueReply(ground: Ground, tx: Tx, channel: EmailChannel, message: OutgoingMessage) {
  requireAddresses([...message.to, ...message.cc, ...message.bcc])
  const deliveryId = ground.newId()
  const [, domain] = splitAddress(channel.address!)
  const author = message.authorId ? await memberById(tx, message.authorId) : undefined
  const answered = message.answersMessageId ? await answeredMail(tx, message.answersMessageId) : undefined
  const forwarded = message.forwardsMessageId ? await answeredMail(tx, message.forwardsMessageId) : undefined
  const language = (await languageOf(tx, message.conversationId)) ?? channel.language
  const workspace = await tx
    .selectFrom('workspaces')
    .select(['name', 'time_zone'])
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const body = composeBody(ground.t, language, {
    text: message.text,
    // Pictures that the writer chose to show come from where they are.
    html: message.html && showPictures(message.html),
    // E50: a person signs, then their house.
    signature: [author?.signature || author?.name, channel.signature || workspace.name]
      .filter(Boolean)
      .join('\n'),
    quoted: forwarded ? null : (answered?.quoted ?? null),
    forwarded: forwarded?.quoted ?? null,
    when: at =>
      DateTime.fromJSDate(at, { zone: workspace.time_zone })
        .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
        .toLocaleString({ dateStyle: 'long', timeStyle: 'short' }),
  })
  const messageId = newMessageId(deliveryId, domain)
  const references = await threadKeys(tx, message.conversationId)
  const inReplyTo = answered?.key ?? references.at(-1) ?? null
  const mail: Composed = {
    from: { name: author ? `${author.name} – ${workspace.name}` : workspace.name, address: channel.address! },
    replyTo: replyAddress(ground.secrets, channel.address!, message.conversationId),
    to: message.to.map(shown),
    cc: message.cc.map(shown),
    bcc: message.bcc.map(shown),
    subject: forwarded
      ? forwardSubject(message.subject || forwarded.subject)
      : answered
        ? replySubject(message.subject || answered.subject)
        : message.subject,
    ...body,
    messageId,
    inReplyTo,
    references,
    headers: {},
    attachments: await filesOf(tx, message.attachmentIds, forwarded?.id),
  }
  await queue(ground, tx, {
    id: deliveryId,
    channelId: channel.id,
    conversationId: message.conversationId,
    messageId: message.messageId,
    purpose: 'reply',
    envelopeFrom: channel.address!,
    mail,
    notBefore: message.leavesAt,
  })
  await insertSoon(tx, 'message_keys', {
    workspace_id: tx.workspaceId,
    channel_kind: 'email',
    key: messageId,
    conversation_id: message.conversationId,
    message_id: message.messageId,
  })
}

/** The marks of our own desk stay here. */
const showPictures = (html: string) =>
  placePictures(html, { remote: url => url }).replaceAll(
    / data-(?:remote-src|remote-background|quoted|cid)="[^"]*"/g,
    '',
  )

const shown = ({ name, address }: Recipient): Recipient => ({ name: oneLine(name), address: address.trim() })

/** One address each: a list in one field, or a line break, would reach people that nobody named. */
function requireAddresses(recipients: Recipient[]): void {
  for (const { address } of recipients)
    if (cleanAddress(address) !== address.trim().toLowerCase())
      throw new Invalid('conversation.bad_address', { address: address.slice(0, 100) })
}

/** The author of the customer's last mail, or else the first address we know of them. */
async function defaultRecipients(
  tx: Tx,
  conversationId: string,
): Promise<{ to: Recipient[]; cc: Recipient[] }> {
  const last = await tx
    .selectFrom('messages')
    .select(['from_name', 'from_address'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversationId)
    .where('direction', '=', 'in')
    .where('from_address', 'is not', null)
    .where('automatic', 'in', ['none', 'list'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last) return { to: [{ name: last.from_name ?? '', address: last.from_address! }], cc: [] }
  const identity = await tx
    .selectFrom('conversations')
    .innerJoin('identities', join =>
      join
        .onRef('identities.workspace_id', '=', 'conversations.workspace_id')
        .onRef('identities.contact_id', '=', 'conversations.contact_id'),
    )
    .innerJoin('contacts', join =>
      join
        .onRef('contacts.workspace_id', '=', 'conversations.workspace_id')
        .onRef('contacts.id', '=', 'conversations.contact_id'),
    )
    .select(['identities.value', 'contacts.name'])
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where('conversations.id', '=', conversationId)
    .where('identities.kind', '=', 'email')
    .orderBy('identities.created_at')
    .limit(1)
    .executeTakeFirst()
  return { to: identity ? [{ name: identity.name, address: identity.value }] : [], cc: [] }
}

async function memberById(tx: Tx, id: string) {
  return tx
    .selectFrom('members')
    .select(['name', 'signature'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

async function languageOf(tx: Tx, conversationId: string): Promise<'fr' | 'en' | null> {
  const row = await tx
    .selectFrom('conversations')
    .select('language')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  return row?.language ?? null
}

async function answeredMail(
  tx: Tx,
  messageId: string,
): Promise<{ id: string; subject: string; key: string | null; quoted: Quoted }> {
  const row = await tx
    .selectFrom('messages')
    .select(['id', 'at', 'from_name', 'from_address', 'subject', 'text', 'full_text', 'html'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!row) throw new Refused('conversation.unknown_message', {}, 422)
  const key = await tx
    .selectFrom('message_keys')
    .select('key')
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', '=', messageId)
    .limit(1)
    .executeTakeFirst()
  return {
    id: row.id,
    subject: row.subject ?? '',
    key: key?.key ?? null,
    // The customer's HTML is not sent back: its pictures and styles were meant for us.
    quoted: {
      at: row.at,
      fromName: row.from_name || row.from_address || '',
      text: row.full_text ?? row.text,
      html: null,
    },
  }
}

async function filesOf(
  tx: Tx,
  attachmentIds: string[],
  forwardedId: string | undefined,
): Promise<Composed['attachments']> {
  if (attachmentIds.length === 0 && !forwardedId) return []
  const rows = await tx
    .selectFrom('attachments')
    .innerJoin('files', join =>
      join
        .onRef('files.workspace_id', '=', 'attachments.workspace_id')
        .onRef('files.id', '=', 'attachments.file_id'),
    )
    .select(['attachments.id', 'attachments.name', 'attachments.type', 'files.sha256'])
    .where('attachments.workspace_id', '=', tx.workspaceId)
    .where(eb =>
      eb.or([
        ...(attachmentIds.length > 0 ? [eb('attachments.id', 'in', attachmentIds)] : []),
        ...(forwardedId ? [eb('attachments.message_id', '=', forwardedId)] : []),
      ]),
    )
    .orderBy('attachments.position')
    .execute()
  return rows.map(row => ({
    attachmentId: row.id,
    name: row.name,
    type: row.type,
    sha256: row.sha256.toString('hex'),
  }))
}
