import * as z from 'zod'
import { Id, route, Time } from './common.ts'
import { ConversationRow, priorities } from './conversations.ts'
import { MacroActs } from './knowledge.ts'

const answer = {
  roles: ['administrator', 'supervisor', 'adviser', 'partner'],
  scope: 'conversations:write',
} as const

/** How many conversations one act may change. */
export const mostAtOnce = 200
const TagName = z.string().trim().min(1).max(60)

/** What is done to each. */
export const BulkAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assign'), memberId: Id.nullable(), teamId: Id.nullable().optional() }),
  z.object({ kind: z.literal('close'), note: z.string().max(2000).optional(), reasonId: Id.optional() }),
  z.object({ kind: z.literal('snooze'), until: Time.nullable() }),
  z.object({ kind: z.literal('status'), status: z.enum(['open', 'waiting', 'on_hold']) }),
  z.object({
    kind: z.literal('tags'),
    add: z.array(TagName).max(30).default([]),
    remove: z.array(TagName).max(30).default([]),
  }),
  z.object({ kind: z.literal('reason'), reasonId: Id.nullable() }),
  z.object({ kind: z.literal('priority'), priority: z.enum(priorities) }),
  z.object({ kind: z.literal('spam'), isSpam: z.boolean() }),
  /** All that a macro does, or nothing of it. */
  z.object({ kind: z.literal('macro'), acts: MacroActs }),
])
export type BulkAct = z.infer<typeof BulkAct>

const Outcome = z.object({
  id: Id,
  outcome: z.enum(['done', 'unchanged', 'refused']),
  /** Why it was refused. */
  code: z.string().nullable(),
  sentence: z.string().nullable(),
  /** How it stands now; null for who may not see it, or not any longer. */
  conversation: ConversationRow.nullable(),
})
export const BulkOutcome = z.object({
  /** Names what was done, for as long as it may be taken back: a day. Null when nothing was. */
  id: Id.nullable(),
  items: z.array(Outcome),
})
export type BulkOutcome = z.infer<typeof BulkOutcome>

export const bulkActs = {
  act: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/bulk-acts',
      tags: ['conversations'],
      successStatus: 201,
      summary:
        'Do one act to many conversations: what becomes of each is said, one undo takes all of it back',
    })
    .input(
      z.object({
        ids: z.array(Id).min(1).max(mostAtOnce),
        act: BulkAct,
        /** Who had each when the caller looked; somebody else in between refuses it with conversation.taken. */
        expected: z.record(Id, Id.nullable()).optional(),
      }),
    )
    .output(BulkOutcome),
  undo: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/bulk-acts/{id}',
      tags: ['conversations'],
      summary: 'Take it back, where nobody changed the same since',
    })
    .input(z.object({ id: Id }))
    .output(BulkOutcome),
}
