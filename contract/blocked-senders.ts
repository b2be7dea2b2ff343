import * as z from 'zod'
import { Done, Id, IdInput, leads, Named, PageInput, page, route, Time } from './common.ts'

const write = { roles: leads, scope: 'contacts:write' } as const

/** What can be blocked: a person with all their addresses, one address or number, a domain with all that is under it. */
export const blockKinds = [
  'person',
  'domain',
  'email',
  'phone',
  'whatsapp',
  'messenger',
  'visitor',
  'external',
] as const

/** What a person writes to block somebody who may never have written. */
export const blockedByHand = ['email', 'domain'] as const

export const BlockedSender = z.object({
  /** For a person, the id of their contact. */
  id: Id,
  kind: z.enum(blockKinds),
  value: z.string(),
  shown: z.string(),
  reason: z.string(),
  /** Null where a program did it, or when it is no longer known. */
  by: Named.nullable(),
  at: Time,
  /** The conversation they were blocked from. */
  conversation: z.object({ id: Id, number: z.number().int() }).nullable(),
  /** Whose address it is, when somebody is known by it. */
  contact: Named.nullable(),
  /** Messages that arrived since, and were kept apart as spam. */
  stopped: z.number().int(),
  lastStoppedAt: Time.nullable(),
})
export type BlockedSender = z.infer<typeof BlockedSender>

/** Senders whose messages are kept apart: seen and changed by those who lead. */
export const blockedSenders = {
  listBlockedSenders: route
    .meta({ roles: leads, scope: 'contacts:read', logged: 'search' })
    .route({
      method: 'GET',
      path: '/blocked-senders',
      tags: ['contacts'],
      summary: 'Blocked senders and domains, the latest first, with what they sent since',
    })
    .input(PageInput.extend({ q: z.string().max(200).optional() }))
    .output(page(BlockedSender)),
  blockSender: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/blocked-senders',
      tags: ['contacts'],
      successStatus: 201,
      summary: 'Block an address or a whole domain: what they send is kept apart as spam',
    })
    .input(
      z.object({
        kind: z.enum(blockedByHand),
        value: z.string().trim().min(1).max(320),
        reason: z.string().trim().max(500).default(''),
        conversationId: Id.optional(),
      }),
    )
    .output(BlockedSender),
  unblockSender: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/blocked-senders/{id}',
      tags: ['contacts'],
      summary: 'Let a sender write again; what was kept apart stays among spam',
    })
    .input(IdInput)
    .output(Done),
}
