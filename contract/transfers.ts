import * as z from 'zod'
import { Id, IdInput, Named, roles, route, Time } from './common.ts'

const workers = roles.filter(role => role !== 'collaborator')
const read = { roles: workers, scope: 'conversations:read' } as const
/** For people: whoever hands on says so in their own name. */
const act = { roles: workers, scope: 'conversations:write', peopleOnly: true } as const

export const transferReasons = ['skill', 'team', 'language', 'workload', 'shift', 'other'] as const
export const transferStates = ['asked', 'given', 'declined', 'unanswered', 'taken_back', 'replaced'] as const

/** A request that somebody handed on: to a person or a team, or from a partner up to the house. */
export const Transfer = z.object({
  id: Id,
  conversationId: Id,
  by: Named,
  /** Who had it, and has it again where whoever was asked does not take it. */
  from: Named.nullable(),
  toMember: Named.nullable(),
  toTeam: Named.nullable(),
  /** Whoever knows this at least so well. */
  toSkill: Named.extend({ level: z.number().int() }).nullable(),
  reason: z.enum(transferReasons),
  /** A partner moved it up to the house. */
  isEscalation: z.boolean(),
  /** Asked: the person is offered it and has not answered yet. */
  state: z.enum(transferStates),
  at: Time,
  /** Until when the person has to answer; null for as long as they are there. */
  endsAt: Time.nullable(),
  endedAt: Time.nullable(),
  /** Whether I may take it back still: nobody took it. */
  mayTakeBack: z.boolean(),
})
export type Transfer = z.infer<typeof Transfer>

/** What a partner is told of what it moved up: that it is taken care of, and nothing of the customer. */
export const Escalated = z.object({
  id: Id,
  number: z.number().int(),
  reason: z.enum(transferReasons),
  at: Time,
  state: z.enum(['waiting', 'taken', 'closed', 'taken_back']),
  mayTakeBack: z.boolean(),
})
export type Escalated = z.infer<typeof Escalated>

const why = {
  reason: z.enum(transferReasons),
  /** For whoever takes over; it stays in the thread, and the customer never sees it. */
  note: z.string().trim().max(5000).default(''),
}

/** Requests handed on, with what whoever takes over should know. */
export const transfers = {
  list: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}/transfers',
      tags: ['routing'],
      summary: 'To whom a conversation was handed on, latest first',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(Transfer) })),
  create: route
    .meta(act)
    .route({
      method: 'POST',
      path: '/conversations/{id}/transfers',
      tags: ['routing'],
      successStatus: 201,
      summary:
        'Hand a conversation on to a person, who is asked first where they are there, to a team, or to whoever knows something',
    })
    .input(
      z
        .object({
          id: Id,
          memberId: Id.optional(),
          teamId: Id.optional(),
          /** Whoever declared it at this level or more, of whichever team; where routing gives the channel out. */
          skillId: Id.optional(),
          level: z.number().int().min(1).max(5).default(1),
          ...why,
          /** Who had it, as I saw it: when somebody else has it by now, I am told who. */
          expected: Id.nullable().optional(),
        })
        .refine(
          ({ memberId, teamId, skillId }) =>
            [memberId, teamId, skillId].filter(one => one !== undefined).length === 1,
          { path: ['memberId'], error: 'transfer.one_of' },
        ),
    )
    .output(Transfer),
  escalate: route
    .meta({ ...act, roles: ['partner'] })
    .route({
      method: 'POST',
      path: '/conversations/{id}/escalation',
      tags: ['routing'],
      successStatus: 201,
      summary: 'Move a conversation from a partner up to the house, as its contract says',
    })
    .input(z.object({ id: Id, ...why }))
    .output(Escalated),
  escalated: route
    .meta({ ...act, scope: 'conversations:read', roles: ['partner'] })
    .route({
      method: 'GET',
      path: '/escalations',
      tags: ['routing'],
      summary: 'What my people moved up to the house lately, and whether it is taken care of',
    })
    .output(z.object({ items: z.array(Escalated) })),
  takeBack: route
    .meta(act)
    .route({
      method: 'DELETE',
      path: '/transfers/{id}',
      tags: ['routing'],
      summary: 'Take back what I handed on, while nobody has taken it',
    })
    .input(IdInput)
    .output(z.object({ conversationId: Id })),
}
