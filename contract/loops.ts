import * as z from 'zod'
import { Id, IdInput, inside, Language, Named, PageInput, page, route, Time } from './common.ts'

const read = { roles: inside, scope: 'loops:read' } as const
const write = { roles: inside, scope: 'loops:write' } as const

export const recoveryStates = ['to_take', 'contacted', 'waiting', 'repaired'] as const
export const outcomes = ['repaired', 'goodwill', 'explained', 'unreachable', 'refused'] as const
export const toldHow = ['email', 'phone', 'sms', 'chat', 'in_person'] as const

/** One-to-one recovery: a bad answer with an owner, a deadline in open hours and an outcome. */
export const Recovery = z.object({
  id: Id,
  contact: z.object({ id: Id, name: z.string(), isVip: z.boolean() }),
  conversationId: Id,
  conversationNumber: z.number().int(),
  score: z.number().int().nullable(),
  comment: z.string().nullable(),
  /** The language the person was asked in, so most often that of the comment. */
  language: Language.nullable(),
  state: z.enum(recoveryStates),
  owner: Named.nullable(),
  openedAt: Time,
  dueAt: Time,
  outcome: z.enum(outcomes).nullable(),
  outcomeNote: z.string().nullable(),
  customerToldAt: Time.nullable(),
  customerToldHow: z.enum(toldHow).nullable(),
  closedAt: Time.nullable(),
  updatedAt: Time,
  version: z.number().int(),
})
export type Recovery = z.infer<typeof Recovery>

export const loops = {
  listRecoveries: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/recoveries',
      tags: ['loops'],
      summary: 'Recoveries by deadline; those closed, the last closed first',
    })
    .input(
      PageInput.extend({
        state: z.enum([...recoveryStates, 'open']).optional(),
        owner: Id.optional(),
        mine: z.stringbool().optional(),
        conversation: Id.optional(),
        /** Those that changed since, the one that changed first first. */
        updatedSince: Time.optional(),
      }),
    )
    .output(page(Recovery)),
  recoveryCounts: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/recovery-counts',
      tags: ['loops'],
      summary: 'Open recoveries: all, mine, late',
    })
    .output(z.object({ open: z.number().int(), mine: z.number().int(), late: z.number().int() })),
  getRecovery: route
    .meta({ ...read, logged: 'read' })
    .route({ method: 'GET', path: '/recoveries/{id}', tags: ['loops'], summary: 'One recovery' })
    .input(IdInput)
    .output(Recovery),
  updateRecovery: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/recoveries/{id}',
      tags: ['loops'],
      summary: 'Move it, or change its owner or deadline',
    })
    .input(
      IdInput.extend({
        state: z.enum(['to_take', 'contacted', 'waiting']).optional(),
        ownerId: Id.optional(),
        dueAt: Time.optional(),
        version: z.number().int().optional(),
      }),
    )
    .output(Recovery),
  closeRecovery: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/recoveries/{id}/outcome',
      tags: ['loops'],
      summary: 'Close it: the outcome, and how the customer was told',
    })
    .input(
      IdInput.extend({
        outcome: z.enum(outcomes),
        note: z.string().max(2000).optional(),
        customerTold: z.object({ how: z.enum(toldHow) }).nullable(),
        version: z.number().int().optional(),
      }),
    )
    .output(Recovery),
  reopenRecovery: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/recoveries/{id}/outcome',
      tags: ['loops'],
      summary: 'Undo the closing',
    })
    .input(IdInput)
    .output(Recovery),
}
