import type { Channel, OutgoingMessage, Recipient } from '#server/conversations/index.ts'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insertSoon } from '#server/platform/writes.ts'
import { queueAside } from './aside.ts'
import { channelById, type EmailChannel } from './channel-records.ts'
import { type Composed, composeBody, forwardSubject, newMessageId, replySubject } from './compose.ts'
import { channelWrittenTo, type HouseOfMail } from './house.ts'
import {
  answeredMail,
  filesOf,
  languageOf,
  memberById,
  requireAddresses,
  shown,
  signatureOf,
} from './mail-parts.ts'
import { queue } from './queue.ts'
import { replyAddress, splitAddress } from './reply-address.ts'
import { placePictures } from './sanitise.ts'
import { threadKeys } from './thread-keys.ts'

/** How e-mail sends what a person wrote. */
export function emailChannel(ground: Ground, houseOf: HouseOfMail): Channel {
  return {
    kind: 'email',
    async send(tx, message) {
      const channel = await channelById(tx, message.channelId)
      if (!channel?.address) throw new NotFound('channel')
      await queueReply(ground, houseOf, tx, channel, message)
    },
    sendAside: (tx, message) => queueAside(ground, houseOf, tx, message),
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

async function queueReply(
  ground: Ground,
  houseOf: HouseOfMail,
  tx: Tx,
  channel: EmailChannel,
  message: OutgoingMessage,
) {
  requireAddresses([...message.to, ...message.cc, ...message.bcc])
  const deliveryId = ground.newId()
  const [, domain] = splitAddress(channel.address!)
  const author = message.authorId ? await memberById(tx, message.authorId) : undefined
  const answered = message.answersMessageId ? await answeredMail(tx, message.answersMessageId) : undefined
  const forwarded = message.forwardsMessageId ? await answeredMail(tx, message.forwardsMessageId) : undefined
  const language = (await languageOf(tx, message.conversationId)) ?? channel.language
  const house = await houseOf(
    tx,
    (await channelWrittenTo(tx, message.conversationId)) ?? channel.id,
    language,
  )
  const workspace = await tx
    .selectFrom('workspaces')
    .select('time_zone')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const body = composeBody(ground.t, language, {
    text: message.text,
    // Pictures that the writer chose to show come from where they are.
    html: message.html && showPictures(message.html),
    signature: signatureOf(author, channel, house),
    footer: house.footer,
    quoted: forwarded ? null : (answered?.quoted ?? null),
    forwarded: forwarded?.quoted ?? null,
    when: at => dateAndTime(at, language, workspace.time_zone),
  })
  const messageId = newMessageId(deliveryId, domain)
  const references = await threadKeys(tx, message.conversationId)
  const inReplyTo = answered?.key ?? references.at(-1) ?? null
  const mail: Composed = {
    from: { name: author ? `${author.name} – ${house.name}` : house.name, address: channel.address! },
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
    headers: message.isAutomatic
      ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' }
      : {},
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
