import type { Channel } from '../../../contract/channels.ts'
import type { Address } from '../../../contract/common.ts'
import type { Message } from '../../../contract/conversations.ts'
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
  channels: readonly Pick<Channel, 'id' | 'kind' | 'address' | 'name' | 'enabled'>[]
  /** The address the conversation came by. */
  channelId: string | null
  subject: string
  /** Whom an answer by chat reaches. */
  visitor?: string
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
}: EnvelopeParts): Envelope {
  const isForward = content.forwardMessageId !== undefined
  const enabled = channels.filter(channel => channel.enabled && !unusable(channel, { channelId, isForward }))
  const channel =
    enabled.find(channel => channel.id === content.channelId) ??
    enabled.find(channel => channel.id === channelId) ??
    enabled[0]
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
): 'empty' | 'nobody' | 'noChannel' | 'stillUploading' | undefined {
  if (isUploading) return 'stillUploading'
  if (isBlank(content)) return 'empty'
  if (!envelope.channel) return 'noChannel'
  return envelope.to.length === 0 ? 'nobody' : undefined
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
    metadata: {},
  }
}
