import * as z from 'zod'
import { Id, IdInput, Language, leads, PageInput, page, route, Time } from './common.ts'

const read = { roles: leads, scope: 'surveys:read' } as const

export const Survey = z.object({
  id: Id,
  name: z.string(),
  metric: z.enum(['csat']),
  scaleMax: z.number().int(),
  questionFr: z.string(),
  questionEn: z.string(),
  commentQuestionFr: z.string(),
  commentQuestionEn: z.string(),
  delayMinutes: z.number().int().min(0).max(10080),
  quietDays: z.number().int().min(0).max(365),
  /** Whoever is there when their chat ends is asked in the chat, at once, rather than by mail. */
  asksInChat: z.boolean(),
  enabled: z.boolean(),
})

export const SurveyAnswer = z.object({
  id: Id,
  at: Time,
  score: z.number().int(),
  comment: z.string().nullable(),
  /** The language the person was asked in, so most often that of the comment. */
  language: Language,
  contact: z.object({ id: Id, name: z.string() }),
  conversationId: Id,
  conversationNumber: z.number().int(),
  channel: z.string(),
  member: z.object({ id: Id, name: z.string() }).nullable(),
  team: z.object({ id: Id, name: z.string() }).nullable(),
})

/** CSAT: satisfied (4 and 5 of 5) over answered, with its Wilson interval; see metrics.md. */
export const Csat = z.object({
  definition: z.string(),
  from: Time,
  to: Time,
  sent: z.number().int(),
  answered: z.number().int(),
  satisfied: z.number().int(),
  /** Shares 0–1; null under the minimum of answers. */
  csat: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  mean: z.number().nullable(),
  minimum: z.number().int(),
  histogram: z.array(z.object({ score: z.number().int(), count: z.number().int() })),
  refused: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  weeks: z.array(
    z.object({
      from: Time,
      answered: z.number().int(),
      satisfied: z.number().int(),
      csat: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  ),
})

export const surveys = {
  list: route
    .meta(read)
    .route({ method: 'GET', path: '/surveys', tags: ['surveys'], summary: 'Surveys' })
    .output(z.object({ items: z.array(Survey) })),
  update: route
    .meta({ roles: ['administrator'], scope: 'settings:write' })
    .route({
      method: 'PATCH',
      path: '/surveys/{id}',
      tags: ['surveys'],
      summary: 'Switch a survey on or off, its delay, its quiet time, and whether it asks in the chat',
    })
    .input(
      IdInput.extend({
        enabled: z.boolean().optional(),
        delayMinutes: Survey.shape.delayMinutes.optional(),
        quietDays: Survey.shape.quietDays.optional(),
        asksInChat: z.boolean().optional(),
      }),
    )
    .output(Survey),
  csat: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/surveys/{id}/csat',
      tags: ['surveys'],
      summary: 'CSAT with n and its interval',
    })
    .input(
      IdInput.extend({
        from: Time.optional(),
        to: Time.optional(),
        teamId: Id.optional(),
        channel: z.string().max(40).optional(),
      }),
    )
    .output(Csat),
  answers: route
    .meta({ ...read, logged: 'read' })
    .route({
      method: 'GET',
      path: '/surveys/{id}/answers',
      tags: ['surveys'],
      summary: 'Answers and their comments, newest first',
    })
    .input(
      PageInput.extend({
        id: Id,
        score: z.coerce.number().int().optional(),
        commented: z.stringbool().optional(),
        from: Time.optional(),
        to: Time.optional(),
        teamId: Id.optional(),
        channel: z.string().max(40).optional(),
      }),
    )
    .output(page(SurveyAnswer)),
}
