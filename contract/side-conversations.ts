import * as z from 'zod'
import { Address, Id, IdInput, Named, roles, route, Time } from './common.ts'
import { Attachment, deliveryStatuses } from './conversations.ts'

const read = { roles, scope: 'conversations:read', logged: 'read' } as const
const write = {
  roles: ['administrator', 'supervisor', 'adviser', 'partner'],
  scope: 'conversations:write',
} as const

const Text = z.string().trim().min(1).max(200_000)

/** A mail of a side conversation: ours to the supplier or store, or their answer. Never shown to the customer. */
export const SideMessage = z.object({
  id: Id,
  direction: z.enum(['in', 'out']),
  at: Time,
  /** The member who wrote; null for what came. */
  author: Named.nullable(),
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  to: z.array(Address),
  cc: z.array(Address),
  /** The new words only: quoted history cut. */
  text: z.string(),
  attachments: z.array(Attachment),
  deliveryStatus: z.enum(deliveryStatuses).nullable(),
  deliveryError: z.string().nullable(),
  /** End of the undo window of a mail that has not left. */
  leavesAt: Time.nullable(),
})
export type SideMessage = z.infer<typeof SideMessage>

/** Asking someone outside, by mail, from inside a customer's conversation: a supplier, a store, a carrier. */
export const SideConversation = z.object({
  id: Id,
  conversationId: Id,
  subject: z.string(),
  state: z.enum(['open', 'closed']),
  /** An answer that nobody has opened yet. */
  hasNews: z.boolean(),
  openedBy: Named.nullable(),
  openedAt: Time,
  lastAt: Time,
  messages: z.array(SideMessage),
})
export type SideConversation = z.infer<typeof SideConversation>

const SideInput = z.object({ id: Id, sideId: Id })
const Written = {
  text: Text,
  attachmentIds: z.array(Id).max(100).default([]),
}

export const sideConversations = {
  list: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}/side-conversations',
      tags: ['conversations'],
      summary: 'Side conversations of a conversation, with their mails',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(SideConversation) })),
  open: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/side-conversations',
      tags: ['conversations'],
      successStatus: 201,
      summary: 'Ask someone outside by mail; the customer sees nothing of it',
    })
    .input(
      z.object({
        id: Id,
        to: z.array(Address).min(1).max(20),
        cc: z.array(Address).max(20).default([]),
        subject: z.string().trim().min(1).max(500),
        ...Written,
        /** A message of the customer to quote below, with its files. */
        includesMessageId: Id.optional(),
        channelId: Id.optional(),
      }),
    )
    .output(SideConversation),
  write: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/side-conversations/{sideId}/messages',
      tags: ['conversations'],
      successStatus: 201,
      summary: 'Write again in a side conversation',
    })
    .input(SideInput.extend({ ...Written, to: z.array(Address).min(1).max(20).optional() }))
    .output(SideConversation),
  takeBack: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/side-conversations/{sideId}/messages/{messageId}',
      tags: ['conversations'],
      summary: 'Take back a mail that has not left',
    })
    .input(SideInput.extend({ messageId: Id }))
    .output(SideConversation.nullable()),
  close: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/side-conversations/{sideId}/closure',
      tags: ['conversations'],
      summary: 'Close a side conversation',
    })
    .input(SideInput)
    .output(SideConversation),
  reopen: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/side-conversations/{sideId}/closure',
      tags: ['conversations'],
      summary: 'Open a side conversation again',
    })
    .input(SideInput)
    .output(SideConversation),
  read: route
    .meta({ roles, scope: 'conversations:write' })
    .route({
      method: 'PUT',
      path: '/conversations/{id}/side-conversations/{sideId}/reading',
      tags: ['conversations'],
      summary: 'Somebody has read what came',
    })
    .input(SideInput)
    .output(SideConversation),
}
