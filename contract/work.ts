import * as z from 'zod'
import { Id, IdInput, roles, route, Time } from './common.ts'

const workers = roles.filter(role => role !== 'collaborator')
const read = { roles: workers, scope: 'conversations:read' } as const
/** For people: a program has no screen on which to be offered anything. */
const see = { ...read, peopleOnly: true } as const
const act = { roles: workers, scope: 'conversations:write', peopleOnly: true } as const

/** What somebody says of themselves; whether they can be reached is known apart. */
export const workStatuses = ['available', 'busy', 'break', 'away'] as const
export const refusalReasons = ['busy', 'skill', 'known', 'ending', 'other'] as const

/** Why this person, and why this request now: what the rule weighed, and nothing else (EMP-3). */
export const WhyMe = z.object({
  /** They helped this customer before, or everybody was asked who may take it. */
  rule: z.enum(['owner', 'step']),
  /** How often the circle of those who are asked was widened. */
  step: z.number().int(),
  /** Open time for which the request had waited. */
  waitedMs: z.number(),
  /** The customer's language, where it was asked for. */
  language: z.string().nullable(),
  team: z.string().nullable(),
  /** How long they had had nothing to do. */
  idleMs: z.number(),
  /** How much of their attention was taken, of a hundred. */
  unitsUsed: z.number(),
  weight: z.number(),
  score: z.number(),
})
export type WhyMe = z.infer<typeof WhyMe>

export const Offer = z.object({
  id: Id,
  conversationId: Id,
  at: Time,
  /** When it was missed; null where it waits for an answer as long as it takes. */
  endsAt: Time.nullable(),
  /** What is left of it by the server's clock. */
  leftMs: z.number().int().nullable(),
  why: WhyMe,
})
export type Offer = z.infer<typeof Offer>

export const WorkState = z.object({
  /** False where the workspace does not use routing: nothing is offered. */
  isOn: z.boolean(),
  status: z.enum(workStatuses),
  reason: z.string().nullable(),
  since: Time.nullable(),
  /** End of a break that was said to be so long. */
  until: Time.nullable(),
  /** Offers were missed: nothing is offered until they say that they are back. */
  isSilent: z.boolean(),
  used: z.number().int(),
  capacity: z.number().int(),
  /** What one more takes of that, by channel: beyond it, what somebody takes by hand is set aside. */
  units: z.record(z.string(), z.number().int()),
  /** The offer that lasts the shortest comes first. */
  offers: z.array(Offer),
})
export type WorkState = z.infer<typeof WorkState>

/** Why a request waits still, the nearest cause first. */
export const waitingReasons = [
  /** Its queue gives nothing out: people ask for the next one, or take it from the list. */
  'pull',
  'pick',
  /** Somebody was asked for it by name. */
  'asked',
  /** Whoever answered this customer last has it first; or had it, lost the network, and may be back. */
  'owner_first',
  'owner_lost',
  /** It is the turn of the house, or of a partner, by their shares. */
  'share',
  'no_skill',
  'no_language',
  'nobody_can',
  'closed',
  'nobody_there',
  /** The partner whose people are there has all that was agreed. */
  'ceiling',
  'no_room',
  /** Whoever has room declined it or did not answer, a moment ago. */
  'back_off',
  'soon',
] as const
export const RoutingOf = z.object({
  /** Null where routing does not hold this conversation. */
  state: z.enum(['queued', 'offered', 'active', 'parked', 'scheduled', 'done', 'cancelled']).nullable(),
  /** First entry: nothing moves it. */
  enteredAt: Time.nullable(),
  since: Time.nullable(),
  teamId: Id.nullable(),
  memberId: Id.nullable(),
  /** Set aside for something more pressing, until there is room. */
  isAside: z.boolean(),
  /** Of the last offer that was taken or waits for an answer. */
  why: WhyMe.nullable(),
  waiting: z
    .object({
      reason: z.enum(waitingReasons),
      memberId: Id.nullable(),
      /** When the reason ends by itself, or when more people are asked. */
      until: Time.nullable(),
      /** People whom the reason is about: those who could take it, have no room, declined it. */
      people: z.number().int(),
      /** Who these are, for those who lead. */
      memberIds: z.array(Id),
      /** How many requests wait in its queue. */
      queued: z.number().int(),
      /** The partner that it is kept for, or that has all that was agreed; null for the house, and for other partners. */
      partner: z.string().nullable(),
      /** Whether it is kept for people of the house. */
      isForHouse: z.boolean(),
      /** Skills that nobody has as they are needed. */
      skills: z.array(z.string()),
      /** The language that nobody speaks who may take it. */
      language: z.string().nullable(),
    })
    .nullable(),
  history: z.array(
    z.object({
      id: z.number().int(),
      at: Time,
      kind: z.string(),
      memberId: Id.nullable(),
      teamId: Id.nullable(),
    }),
  ),
})
export type RoutingOf = z.infer<typeof RoutingOf>

/** The desk of routing: how I am, what I am offered, and why. */
export const work = {
  getWorkState: route
    .meta(see)
    .route({
      method: 'GET',
      path: '/work-state',
      tags: ['routing'],
      summary: 'How I am, and what I am offered',
    })
    .output(WorkState),
  setWorkState: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/work-state',
      tags: ['routing'],
      summary: 'Say how I am; ends “not responding”',
    })
    .input(
      z.object({
        status: z.enum(workStatuses),
        reason: z.string().trim().max(200).optional(),
        /** How long a break lasts. */
        minutes: z.number().int().min(1).max(480).optional(),
        /** True when it is said by signing out. */
        signsOut: z.boolean().default(false),
      }),
    )
    .output(WorkState),
  acceptOffer: route
    .meta(act)
    .route({
      method: 'POST',
      path: '/offers/{id}/acceptance',
      tags: ['routing'],
      summary: 'Take what I am offered; whoever comes too late is told who has it',
    })
    .input(IdInput)
    .output(z.object({ conversationId: Id })),
  declineOffer: route
    .meta(act)
    .route({
      method: 'POST',
      path: '/offers/{id}/refusal',
      tags: ['routing'],
      summary: 'Decline what I am offered: it waits again, for others first',
    })
    .input(IdInput.extend({ reason: z.enum(refusalReasons) }))
    .output(WorkState),
  nextWork: route
    .meta(act)
    .route({
      method: 'POST',
      path: '/work/next',
      tags: ['routing'],
      summary: 'Give me the next request, by the order of routing',
    })
    .output(
      z.object({
        conversationId: Id.nullable(),
        /** Why there is none. */
        why: z.enum(['nothing', 'full', 'for_others']).nullable(),
      }),
    ),
  routingOf: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}/routing',
      tags: ['routing'],
      summary: 'Where routing has a conversation, and why',
    })
    .input(IdInput)
    .output(RoutingOf),
}
