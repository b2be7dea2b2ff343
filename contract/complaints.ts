import * as z from 'zod'
import { Day, Done, Id, IdInput, leads, Named, PageInput, page, roles, route, Time } from './common.ts'
import { ComplaintDueState, ComplaintState, Status } from './conversations.ts'

/** How a complaint ends for the customer: granted, in part, or not. */
export const complaintOutcomes = ['upheld', 'partly', 'rejected'] as const
export const ComplaintOutcome = z.enum(complaintOutcomes)
export type ComplaintOutcome = z.infer<typeof ComplaintOutcome>

const CauseLabel = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u)
/** Why a complaint came, at the root: what the house may change (CMP-7). */
export const ComplaintCause = z.object({
  id: Id,
  labelFr: CauseLabel,
  labelEn: CauseLabel,
  position: z.number().int(),
  /** No longer chosen; what was concluded with it keeps it. */
  isArchived: z.boolean(),
})
export type ComplaintCause = z.infer<typeof ComplaintCause>
const CauseNamed = z.object({ id: Id, labelFr: z.string(), labelEn: z.string() })

const ComplaintAct = z.object({
  at: Time,
  what: z.enum(['proposed', 'confirmed', 'dismissed', 'acknowledged', 'undelivered', 'held', 'concluded']),
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
  /** What it is closed with; null until somebody says it. */
  conclusion: z
    .object({ cause: CauseNamed, outcome: ComplaintOutcome, at: Time, by: Named.nullable() })
    .nullable(),
  /**
   * Two months after the complaint, silence opens the mediation; a year after the first that was written, it is closed
   * (CMP-5). Null for what is no confirmed complaint.
   */
  mediation: z.object({ opensAt: Time, endsAt: Time, isOutOfTime: z.boolean() }).nullable(),
  /** What a refusal must say of the mediator, in the customer's language; null where the brand has none (CMP-4). */
  remedies: z.string().nullable(),
  /** Newest first. */
  acts: z.array(ComplaintAct),
})
export type Complaint = z.infer<typeof Complaint>

/** Those of a partner too, of what their teams have: a complaint that they may have is theirs to settle. */
const workers = roles.filter(role => role !== 'collaborator')
const read = { roles: workers, scope: 'conversations:read', logged: 'read' } as const
const write = { roles: workers, scope: 'conversations:write' } as const
const tags = ['complaints']
const Answer = z.object({ complaint: Complaint.nullable() })
const Reason = z.string().trim().min(1).max(1000)

const RegisterFilters = z.object({
  state: ComplaintState.optional(),
  due: ComplaintDueState.optional(),
  cause: Id.optional(),
  outcome: ComplaintOutcome.optional(),
  /** Days on which they were sent, in the time zone of the workspace, both included. */
  from: Day.optional(),
  to: Day.optional(),
})

/** One complaint of the register, with its dates, its cause and its outcome. */
export const ComplaintLine = z.object({
  conversationId: Id,
  number: z.number().int(),
  subject: z.string(),
  contact: z.object({ id: Id, name: z.string() }),
  status: Status,
  state: ComplaintState,
  channel: z.string(),
  brand: Named.nullable(),
  reasonId: Id.nullable(),
  owner: Named.nullable(),
  sentAt: Time,
  acknowledgeBy: Time.nullable(),
  acknowledgedAt: Time.nullable(),
  answerBy: Time.nullable(),
  answeredAt: Time.nullable(),
  due: z
    .object({ kind: z.enum(['acknowledgement', 'answer']), at: Time, state: ComplaintDueState })
    .nullable(),
  cause: CauseNamed.nullable(),
  outcome: ComplaintOutcome.nullable(),
  /** The mediator can be turned to no more. */
  isOutOfTime: z.boolean(),
})
export type ComplaintLine = z.infer<typeof ComplaintLine>

const Counted = z.object({
  id: z.string().nullable(),
  labelFr: z.string(),
  labelEn: z.string(),
  counts: z.array(z.number().int()),
})
/** Complaints by the month in which they were sent, and what parts them. */
export const ComplaintCounts = z.object({
  months: z.array(z.string()),
  total: z.array(z.number().int()),
  answeredLate: z.array(z.number().int()),
  by: z.object({
    reason: z.array(Counted),
    cause: z.array(Counted),
    channel: z.array(Counted),
    brand: z.array(Counted),
    outcome: z.array(Counted),
  }),
})
export type ComplaintCounts = z.infer<typeof ComplaintCounts>

const configure = { roles: ['administrator'], scope: 'settings:write' } as const

export const complaints = {
  register: route
    .meta({ roles: leads, scope: 'conversations:read', logged: 'search' })
    .route({
      method: 'GET',
      path: '/complaints',
      tags,
      summary:
        'The register of complaints: what was sent when, due when, answered when, why and how it ended',
    })
    .input(
      PageInput.extend(RegisterFilters.shape).extend({ order: z.enum(['newest', 'due']).default('newest') }),
    )
    .output(page(ComplaintLine)),
  exportRegister: route
    .meta({ roles: leads, scope: 'conversations:read', logged: 'export' })
    .route({
      method: 'GET',
      path: '/complaints/export',
      tags,
      summary: 'The register as a CSV file; names and addresses are for administrators',
    })
    .input(RegisterFilters)
    .output(z.object({ fileName: z.string(), csv: z.string(), count: z.number().int() })),
  counts: route
    .meta({ roles: leads, scope: 'conversations:read', logged: 'read' })
    .route({
      method: 'GET',
      path: '/complaint-counts',
      tags,
      summary: 'Complaints by month, and by reason, cause, channel, brand and outcome',
    })
    .input(z.object({ from: Day, to: Day }))
    .output(ComplaintCounts),
  listCauses: route
    .meta({ roles, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/complaint-causes',
      tags,
      summary: 'Causes with which complaints are closed',
    })
    .output(z.object({ items: z.array(ComplaintCause) })),
  createCause: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/complaint-causes',
      tags,
      successStatus: 201,
      summary: 'Add a cause of complaints',
    })
    .input(z.object({ labelFr: CauseLabel, labelEn: CauseLabel }))
    .output(ComplaintCause),
  updateCause: route
    .meta(configure)
    .route({
      method: 'PATCH',
      path: '/complaint-causes/{id}',
      tags,
      summary: 'Rename a cause, move it, or bring it back',
    })
    .input(ComplaintCause.omit({ id: true }).partial().extend({ id: Id }))
    .output(ComplaintCause),
  archiveCause: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/complaint-causes/{id}',
      tags,
      summary: 'Archive a cause; complaints that were closed with it keep it',
    })
    .input(IdInput)
    .output(Done),
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
  conclude: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/complaint/conclusion',
      tags,
      summary: 'Say why it came and how it ends: a confirmed complaint is closed only with both',
    })
    .input(IdInput.extend({ causeId: Id, outcome: ComplaintOutcome }))
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
