import * as z from 'zod'
import { Id, IdInput, Named, roles, route, Time } from './common.ts'
import { Transfer } from './transfers.ts'

const workers = roles.filter(role => role !== 'collaborator')
const read = { roles, scope: 'conversations:read' } as const
/** For people: whoever asks or answers does so in their own name. */
const asks = { roles: workers, scope: 'conversations:write', peopleOnly: true } as const
const answers = { ...asks, roles } as const

export const consultationStates = [
  'open',
  'answered',
  'declined',
  'withdrawn',
  'handed_over',
  'closed',
] as const
export const askedKinds = ['member', 'team', 'skill', 'supervisor'] as const

/** A question that somebody asks colleagues inside a conversation; its words are a note, and so are those of the answer. */
export const Consultation = z.object({
  id: Id,
  conversationId: Id,
  number: z.number().int(),
  subject: z.string(),
  by: Named,
  to: z.object({
    kind: z.enum(askedKinds),
    /** Absent of a supervisor, and of a skill that was removed since. */
    id: Id.nullable(),
    name: z.string().nullable(),
    /** Of a skill: at least so well. */
    level: z.number().int().nullable(),
  }),
  question: z.object({ messageId: Id, text: z.string() }),
  answerId: Id.nullable(),
  state: z.enum(consultationStates),
  at: Time,
  /** When whoever asks was told that nobody has answered yet. */
  remindedAt: Time.nullable(),
  endedAt: Time.nullable(),
  /** Who answered it, took it over, or was the last to say that they cannot. */
  endedBy: Named.nullable(),
  /** I am asked, and have not said that I cannot. */
  isAskedOfMe: z.boolean(),
  /** Answered, or declined by everybody, and nobody has written to the customer since. */
  isFresh: z.boolean(),
  /** To whom the conversation goes in one press; null where that is nobody, or whoever has it already. */
  handsOverTo: Named.nullable(),
})
export type Consultation = z.infer<typeof Consultation>

const Question = z.string().trim().min(1).max(5000)
const many = z.object({ items: z.array(Consultation) })

/** Questions to colleagues inside a conversation. */
export const consultations = {
  mine: route
    .meta({ ...read, peopleOnly: true })
    .route({
      method: 'GET',
      path: '/consultations',
      tags: ['routing'],
      summary: 'Questions that wait for my answer, the oldest first',
    })
    .output(many),
  list: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}/consultations',
      tags: ['routing'],
      summary: 'What colleagues were asked inside a conversation, latest first',
    })
    .input(IdInput)
    .output(many),
  expertise: route
    .meta({ ...asks, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/conversations/{id}/expertise',
      tags: ['routing'],
      summary:
        'Skills that others declared who can be asked inside a conversation, and how many at each level or more',
    })
    .input(IdInput)
    .output(
      z.object({
        items: z.array(
          Named.extend({ levels: z.array(z.object({ level: z.number().int(), people: z.number().int() })) }),
        ),
      }),
    ),
  ask: route
    .meta(asks)
    .route({
      method: 'POST',
      path: '/conversations/{id}/consultations',
      tags: ['routing'],
      successStatus: 201,
      summary:
        'Ask a colleague, a team, whoever knows something, or a supervisor; the customer sees nothing of it',
    })
    .input(
      z
        .object({
          id: Id,
          /** Any of these, and one alone; none of them asks a supervisor. */
          memberId: Id.optional(),
          teamId: Id.optional(),
          skillId: Id.optional(),
          level: z.number().int().min(1).max(5).default(1),
          question: Question,
        })
        .refine(
          ({ memberId, teamId, skillId }) =>
            [memberId, teamId, skillId].filter(one => one !== undefined).length <= 1,
          { path: ['memberId'], error: 'consultation.one_of' },
        ),
    )
    .output(Consultation),
  answer: route
    .meta(answers)
    .route({
      method: 'POST',
      path: '/consultations/{id}/answer',
      tags: ['routing'],
      summary: 'Answer what I am asked, by a note of the thread; any other note of mine there answers it too',
    })
    .input(z.object({ id: Id, text: Question }))
    .output(Consultation),
  decline: route
    .meta(answers)
    .route({
      method: 'POST',
      path: '/consultations/{id}/refusal',
      tags: ['routing'],
      summary: 'Say that I cannot answer; once everybody did, whoever asks is told',
    })
    .input(IdInput)
    .output(Consultation),
  withdraw: route
    .meta(asks)
    .route({
      method: 'DELETE',
      path: '/consultations/{id}',
      tags: ['routing'],
      summary: 'Withdraw a question that nobody has answered; its note stays',
    })
    .input(IdInput)
    .output(Consultation),
  handOver: route
    .meta(asks)
    .route({
      method: 'POST',
      path: '/consultations/{id}/transfer',
      tags: ['routing'],
      successStatus: 201,
      summary: 'Hand the conversation over to whoever was asked, or take it over where that is me',
    })
    .input(
      z.object({
        id: Id,
        /** Who had it, as I saw it: when somebody else has it by now, I am told who. */
        expected: Id.nullable().optional(),
      }),
    )
    .output(Transfer),
}
