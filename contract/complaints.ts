import * as z from 'zod'
import { Day, Id, IdInput, inside, Named, route, Time } from './common.ts'
import { ComplaintState } from './conversations.ts'

const ComplaintAct = z.object({
  at: Time,
  what: z.enum(['proposed', 'confirmed', 'dismissed', 'acknowledged', 'held']),
  /** Null for words, a rule or a program. */
  by: Named.nullable(),
  reason: z.string().nullable(),
})

/** What the law of a sector asks of a complaint (CMP-2); counted from the sending, never paused. */
const Clocks = z.object({
  acknowledgeBy: Time,
  acknowledgedAt: Time.nullable(),
  answerBy: Time,
  answeredAt: Time.nullable(),
  /** The day that the last letter asking for patience says. */
  heldUntil: Day.nullable(),
})

export const Complaint = z.object({
  conversationId: Id,
  state: ComplaintState,
  /** The words that proposed it; none where somebody did. */
  words: z.array(z.string()),
  rule: Named.nullable(),
  messageId: Id.nullable(),
  sentAt: Time,
  /** Null where the sector asks for none, and for what is no complaint. */
  clocks: Clocks.nullable(),
  /** Newest first. */
  acts: z.array(ComplaintAct),
})
export type Complaint = z.infer<typeof Complaint>

const read = { roles: inside, scope: 'conversations:read', logged: 'read' } as const
const write = { roles: inside, scope: 'conversations:write' } as const
const tags = ['complaints']
const Answer = z.object({ complaint: Complaint.nullable() })
const Reason = z.string().trim().min(1).max(1000)

export const complaints = {
  get: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}/complaint',
      tags,
      summary: 'Whether a conversation is a complaint, by which words, and what was said of it',
    })
    .input(IdInput)
    .output(Answer),
  propose: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/complaint',
      tags,
      summary: 'Propose that a conversation is a complaint',
    })
    .input(IdInput.extend({ messageId: Id.optional() }))
    .output(Answer),
  confirm: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/complaint/confirmation',
      tags,
      summary: 'Confirm a complaint; where the sector asks for it, the customer is told at once that it came',
    })
    .input(IdInput)
    .output(Answer),
  dismiss: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/complaint/dismissal',
      tags,
      summary: 'Say why it is no complaint, or is none any more; the reason is kept',
    })
    .input(IdInput.extend({ reason: Reason }))
    .output(Answer),
  hold: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/conversations/{id}/complaint/holding-letter',
      tags,
      summary: 'Write to the customer why the answer takes longer, and until when',
    })
    .input(IdInput.extend({ reason: Reason, until: Day }))
    .output(Answer),
}
