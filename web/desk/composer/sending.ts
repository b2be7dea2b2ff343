import type { Channel } from '../../../contract/channels.ts'
import type { Address } from '../../../contract/common.ts'
import type { Message } from '../../../contract/conversations.ts'
import type { MacroActs } from '../../../contract/knowledge.ts'
import { type DraftContent, isBlank } from './draft-keeper.ts'
import { type Person, type Recipients, shortName } from './recipients.ts'

export type Afterwards = 'stay' | 'wait' | 'close'

/** Where an answer goes: what the writer chose, the usual place otherwise. */
export interface Envelope {
  channel: Pick<Channel, 'id' | 'kind' | 'address' | 'name'> | undefined
  to: Address[]
  cc: Address[]
  bcc: Address[]
  subject: string
}

export interface EnvelopeParts {
  content: DraftContent
  usual: Recipients
  channels: readonly Pick<Channel, 'id' | 'kind' | 'address' | 'name' | 'enabled' | 'language'>[]
  /** The address the conversation came by. */
  channelId: string | null
  subject: string
  /** Whom an answer by chat reaches. */
  visitor?: string
  /** How the person likes to be reached. */
  preferred?: string | null | undefined
  /** Somebody is in the chat of this conversation now: what answers them stays there. */
  isLive?: boolean | undefined
}

/** Why an answer cannot leave by a channel here; undefined when it can. */
export function unusable(
  channel: Pick<Channel, 'id' | 'kind'>,
  { channelId, isForward }: { channelId: string | null; isForward: boolean },
): 'chatNobody' | 'chatForward' | 'formTakesNone' | undefined {
  // A form is filled in one way only: its answer leaves by e-mail.
  if (channel.kind === 'form') return 'formTakesNone'
  if (channel.kind !== 'chat') return undefined
  if (channel.id !== channelId) return 'chatNobody'
  return isForward ? 'chatForward' : undefined
}

/** Puts together who will read an answer, by which way and under which subject. */
export function envelopeOf({
  content,
  usual,
  channels,
  channelId,
  subject,
  visitor,
  preferred,
  isLive = false,
}: EnvelopeParts): Envelope {
  const isForward = content.forwardMessageId !== undefined
  const enabled = channels.filter(channel => channel.enabled && !unusable(channel, { channelId, isForward }))
  const own = enabled.find(channel => channel.id === channelId)
  const liked = !isLive && own?.kind !== preferred && likedOf(enabled, { preferred, own, usual })
  const channel =
    enabled.find(channel => channel.id === content.channelId) ?? (liked || undefined) ?? own ?? enabled[0]
  // By chat it goes to whoever is there: nobody is named.
  if (channel?.kind === 'chat')
    return { channel, to: [{ name: visitor ?? '', address: '' }], cc: [], bcc: [], subject }
  return {
    channel,
    // A message passed on goes to nobody until someone is named.
    to: content.to ?? (isForward ? [] : usual.to),
    cc: content.cc ?? (isForward ? [] : usual.cc),
    bcc: content.bcc ?? [],
    subject: content.subject ?? subject,
  }
}

/** D13: the channel by which the person likes to be reached, of the same language if there is one; a mail needs an address. */
function likedOf<One extends Pick<Channel, 'kind' | 'language'>>(
  channels: readonly One[],
  {
    preferred,
    own,
    usual,
  }: { preferred: string | null | undefined; own: One | undefined; usual: Recipients },
): One | undefined {
  if (preferred === 'email' && !usual.to.some(one => one.address !== '')) return undefined
  const liked = channels.filter(channel => channel.kind === preferred)
  return liked.find(channel => channel.language === own?.language) ?? liked[0]
}

/** Half an hour after their last word in a chat, somebody is taken to have left it, unless we know that they are there. */
const stillThereMs = 30 * 60_000

/** Whether somebody talks with us in the chat of this conversation now. */
export function isLiveChat(
  messages: readonly Pick<Message, 'direction' | 'channel' | 'at'>[],
  { isHere, now }: { isHere: boolean; now: Date },
): boolean {
  const last = messages.findLast(message => message.direction === 'in')
  if (last?.channel !== 'chat') return false
  return isHere || now.getTime() - Date.parse(last.at) < stillThereMs
}

/** Who reads first, and how many others: what the button says. */
export function readersOf(
  { to, cc, bcc }: Pick<Envelope, 'to' | 'cc' | 'bcc'>,
  person: Person,
): { name: string; others: number } | undefined {
  const first = to[0]
  if (!first) return undefined
  return {
    name: shortName(first, person),
    others: to.length + cc.length + bcc.length - 1,
  }
}

/** Why it cannot be sent now; undefined when it can. */
export function obstacle(
  content: Pick<DraftContent, 'text' | 'attachments'>,
  envelope: Pick<Envelope, 'to' | 'channel'>,
  isUploading: boolean,
): 'empty' | 'nobody' | 'noChannel' | 'stillUploading' | 'unfilled' | undefined {
  if (isUploading) return 'stillUploading'
  if (isBlank(content)) return 'empty'
  if (/\{\{\s*[a-z_]+\.[a-z_]+\s*\}\}/.test(content.text)) return 'unfilled'
  if (!envelope.channel) return 'noChannel'
  return envelope.to.length === 0 ? 'nobody' : undefined
}

/** What the server is asked to send of an answer, beside its words. */
export function replyInput(
  content: DraftContent,
  {
    envelope,
    afterwards,
    sendAnyway,
    macro,
  }: { envelope: Envelope; afterwards: Afterwards; sendAnyway: boolean; macro?: MacroActs | undefined },
) {
  return {
    ...(content.cannedAnswerIds && { cannedAnswerIds: content.cannedAnswerIds }),
    channelId: envelope.channel?.id,
    subject: envelope.subject,
    ...(envelope.channel?.kind !== 'chat' && { to: envelope.to, cc: envelope.cc, bcc: envelope.bcc }),
    afterwards,
    sendAnyway,
    ...(content.seenMessageId && { seenMessageId: content.seenMessageId }),
    ...(content.forwardMessageId && { forwardMessageId: content.forwardMessageId }),
    ...(macro && { macro }),
  }
}

/** The message as the thread shows it before the server has answered. */
export function pendingMessage(
  sent: {
    id: string
    conversationId: string
    kind: 'reply' | 'note'
    content: DraftContent
    envelope: Envelope
    author: { id: string; name: string; photoUrl: string | null }
    language: Message['language']
  },
  now: Date,
): Message {
  const isReply = sent.kind === 'reply'
  return {
    id: sent.id,
    conversationId: sent.conversationId,
    episodeId: '',
    at: now.toISOString(),
    direction: isReply ? 'out' : 'note',
    channel: isReply ? (sent.envelope.channel?.kind ?? 'email') : 'note',
    channelId: isReply ? (sent.envelope.channel?.id ?? null) : null,
    author: { kind: 'member', ...sent.author },
    from: { name: sent.author.name, address: null },
    to: isReply ? sent.envelope.to : [],
    cc: isReply ? sent.envelope.cc : [],
    bcc: isReply ? sent.envelope.bcc : [],
    subject: isReply ? sent.envelope.subject : null,
    text: sent.content.text,
    fullText: sent.content.text,
    html: null,
    language: sent.language,
    attachments: sent.content.attachments,
    automatic: 'none',
    auth: null,
    deliveryStatus: isReply ? 'queued' : null,
    deliveryError: null,
    leavesAt: null,
    mentions: [],
    redactions: [],
    metadata: {},
  }
}
