import * as z from 'zod'
import { Address, Done, Id, IdInput, Named, roles, route, Time } from './common.ts'
import { Attachment, Message, MessageInput } from './conversations.ts'

const write = {
  roles: ['administrator', 'supervisor', 'adviser', 'partner'],
  scope: 'conversations:write',
  // Somebody signs what leaves while nobody looks.
  peopleOnly: true,
} as const

/** Why a scheduled reply does not leave as it is. */
export const heldReasons = [
  'they_wrote',
  'answered',
  'closed',
  'joined',
  'spam',
  'author_left',
  'channel_off',
  'missed',
  'refused',
] as const

/** A reply that leaves later. Until then it is no message: nobody was told anything. */
export const ScheduledReply = z.object({
  id: Id,
  conversationId: Id,
  /** Who signs it. */
  author: Named,
  channel: z.string(),
  channelId: Id,
  to: z.array(Address),
  cc: z.array(Address),
  bcc: z.array(Address),
  subject: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  attachments: z.array(Attachment),
  /** What happens to the conversation when it leaves. */
  afterwards: z.enum(['stay', 'wait', 'close']),
  leavesAt: Time,
  /** It leaves whatever is written in the conversation meanwhile. */
  evenAfterNews: z.boolean(),
  /** What keeps it here, with the sentence of a refusal; null while it would leave. */
  held: z.object({ because: z.enum(heldReasons), sentence: z.string().nullable() }).nullable(),
  createdAt: Time,
})
export type ScheduledReply = z.infer<typeof ScheduledReply>

const ReplyInput = IdInput.extend({ replyId: Id })
const When = {
  /** At most a year ahead. */
  leavesAt: Time,
  evenAfterNews: z.boolean().default(false),
}

export const scheduledReplies = {
  list: route
    .meta({ roles, scope: 'conversations:read', logged: 'read' })
    .route({
      method: 'GET',
      path: '/conversations/{id}/scheduled-replies',
      tags: ['messages'],
      summary: 'Replies that leave later, and what keeps some of them here',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(ScheduledReply) })),
  schedule: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/scheduled-replies',
      tags: ['messages'],
      successStatus: 201,
      summary: 'Write a reply that leaves later; the conversation is put aside until then',
      description:
        'It leaves as any reply does, within a minute of its moment. It is held instead, and the conversation comes back, when somebody wrote meanwhile (unless `evenAfterNews`), when the conversation was closed, joined into another or marked as spam, when its author left, its channel was switched off, or the program was stopped for more than six hours at that moment.',
    })
    .input(MessageInput.omit({ kind: true, mentions: true }).extend(When))
    .output(ScheduledReply),
  move: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/scheduled-replies/{replyId}/departure',
      tags: ['messages'],
      summary: 'Another moment; one that was held leaves then, whatever had happened until now',
    })
    .input(ReplyInput.extend(When))
    .output(ScheduledReply),
  sendNow: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/scheduled-replies/{replyId}/departure',
      tags: ['messages'],
      successStatus: 201,
      summary: 'Send it now, signed by whoever asks; it can be taken back like any reply',
    })
    .input(ReplyInput)
    .output(Message),
  unschedule: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/scheduled-replies/{replyId}',
      tags: ['messages'],
      summary: 'It does not leave: its words are the draft of whoever asks',
    })
    .input(ReplyInput)
    .output(Done),
}
