import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'

export interface Recipient {
  name: string
  address: string
}

/** A reply, ready to leave by the channel it names. */
export interface OutgoingMessage {
  messageId: string
  conversationId: string
  conversationNumber: number
  contactId: string
  channelId: string
  /** The member who signs; null for a program without a person. */
  authorId: string | null
  subject: string
  text: string
  html: string | null
  to: Recipient[]
  cc: Recipient[]
  bcc: Recipient[]
  attachmentIds: string[]
  /** Inbound message that is answered: quoted below, referenced in the headers. */
  answersMessageId: string | null
  /** Message forwarded whole. */
  forwardsMessageId: string | null
  /** Until then it may be taken back. */
  leavesAt: Date
  /** No person wrote it: marked so, that no robot answers it. */
  isAutomatic?: boolean
}

/** A mail to somebody outside about a conversation, which the customer never sees. */
export interface AsideMessage {
  messageId: string
  sideId: string
  conversationId: string
  channelId: string
  authorId: string | null
  subject: string
  text: string
  to: Recipient[]
  cc: Recipient[]
  attachmentIds: string[]
  /** The customer's message quoted below, with its files. */
  includesMessageId: string | null
  leavesAt: Date
}

/** How one kind of channel sends. Receiving is the channel's own business; it ends in `arrivals.receive`. */
export interface Channel {
  kind: string
  /** Its messages reach whoever the conversation is with: nobody is named. */
  namesNobody?: true
  /** Seconds to take a reply back; undefined = the workspace's setting. Live chat leaves at once. */
  undoSeconds?: number
  /** Queues the message in this transaction; nothing leaves before `leavesAt`. */
  send(tx: Tx, message: OutgoingMessage): Promise<void>
  /** Queues a mail of a side conversation; absent where the channel cannot write to others. */
  sendAside?(tx: Tx, message: AsideMessage): Promise<{ mailMessageId: string }>
  /** Takes it back when it has not begun to leave; false when too late. */
  cancel(tx: Tx, messageId: string): Promise<boolean>
  /** Who a reply goes to when the writer names nobody. */
  defaultRecipients(tx: Tx, conversationId: string): Promise<{ to: Recipient[]; cc: Recipient[] }>
}

export interface ChannelRegistry {
  register(channel: Channel): void
  get(kind: string): Channel
  has(kind: string): boolean
}

/** The kinds of channel this program can send by. */
export function createChannelRegistry(): ChannelRegistry {
  const channels = new Map<string, Channel>()
  return {
    register(channel) {
      channels.set(channel.kind, channel)
    },
    get(kind) {
      const channel = channels.get(kind)
      if (!channel) throw new Refused('conversation.channel_cannot_send', { kind })
      return channel
    },
    has: kind => channels.has(kind),
  }
}
