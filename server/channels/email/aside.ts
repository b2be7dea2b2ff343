import type { AsideMessage } from '#server/conversations/index.ts'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { channelById } from './channel-records.ts'
import { composeBody, newMessageId } from './compose.ts'
import type { HouseOfMail } from './house.ts'
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
import { sideAddress, splitAddress } from './reply-address.ts'

/**
 * Queues a mail to somebody outside about a conversation: signed by the person, with an address of its own to answer to,
 * so that nothing of it can end up in the customer's thread.
 */
export async function queueAside(
  ground: Ground,
  houseOf: HouseOfMail,
  tx: Tx,
  message: AsideMessage,
): Promise<{ mailMessageId: string }> {
  requireAddresses([...message.to, ...message.cc])
  const channel = await channelById(tx, message.channelId)
  if (!channel?.address) throw new NotFound('channel')
  const author = message.authorId ? await memberById(tx, message.authorId) : undefined
  const included = message.includesMessageId ? await answeredMail(tx, message.includesMessageId) : undefined
  const language = (await languageOf(tx, message.conversationId)) ?? channel.language
  const house = await houseOf(tx, channel.id, language)
  const workspace = await tx
    .selectFrom('workspaces')
    .select('time_zone')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const body = composeBody(ground.t, language, {
    text: message.text,
    html: null,
    signature: signatureOf(author, channel, house),
    quoted: null,
    forwarded: included?.quoted ?? null,
    when: at => dateAndTime(at, language, workspace.time_zone),
  })
  const references = await asideKeys(tx, message.sideId)
  const deliveryId = ground.newId()
  const mailMessageId = newMessageId(deliveryId, splitAddress(channel.address)[1])
  await queue(ground, tx, {
    id: deliveryId,
    channelId: channel.id,
    conversationId: message.conversationId,
    messageId: message.messageId,
    purpose: 'side',
    envelopeFrom: channel.address,
    notBefore: message.leavesAt,
    mail: {
      from: {
        name: author ? `${author.name} – ${house.name}` : house.name,
        address: channel.address,
      },
      replyTo: sideAddress(ground.secrets, channel.address, message.sideId),
      to: message.to.map(shown),
      cc: message.cc.map(shown),
      bcc: [],
      subject: message.subject,
      ...body,
      messageId: mailMessageId,
      inReplyTo: references.at(-1) ?? null,
      references,
      headers: {},
      attachments: await filesOf(tx, message.attachmentIds, included?.id),
    },
  })
  return { mailMessageId }
}

/** Message-IDs of the side conversation, oldest first. */
async function asideKeys(tx: Tx, sideId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('side_messages')
    .select('mail_message_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('side_id', '=', sideId)
    .where('mail_message_id', 'is not', null)
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
  return rows.flatMap(row => row.mail_message_id ?? []).reverse()
}
