import * as z from 'zod'
import { Day, Id, Language, leads, Named, PageInput, page, route, Time } from './common.ts'

const read = { roles: leads, scope: 'conversations:read' } as const

/** A day that a calendar of ours can have begun on. */
const ReportDay = Day.refine(day => day >= '1970-01-01')

const Count = z.number().int()

/** Conversations created each day (D28), by channel and by contact reason, and their share of high value (D29). */
export const ConversationsCreated = z.object({
  metric: z.literal('conversations_created'),
  /** A changed definition is a new version. */
  version: Count,
  definition: z.string(),
  /** The days are those of this place. */
  timeZone: z.string(),
  from: Day,
  to: Day,
  total: Count,
  /** Left out of every count, and told apart. */
  excluded: z.object({ spam: Count, joined: Count }),
  /** Every day of the period, empty ones included. */
  days: z.array(z.object({ day: Day, count: Count })),
  /** The most frequent first; `days` has a count for each of the days above, in their order. */
  channels: z.array(z.object({ channel: z.string(), count: Count, days: z.array(Count) })),
  /** The same by the reason that each has now; `reason` is null for those without one. */
  reasons: z.array(
    z.object({
      reason: z
        .object({
          id: Id,
          parentId: Id.nullable(),
          labelFr: z.string(),
          labelEn: z.string(),
          value: z.enum(['high', 'low']),
        })
        .nullable(),
      count: Count,
      days: z.array(Count),
    }),
  ),
  /** By the value of the reason; `unknown` has no reason yet. */
  values: z.object({ high: Count, low: Count, unknown: Count }),
})
export type ConversationsCreated = z.infer<typeof ConversationsCreated>

/** One of the conversations that a count is made of. */
export const CreatedConversation = z.object({
  id: Id,
  number: z.number().int(),
  createdAt: Time,
  subject: z.string(),
  language: Language.nullable(),
  channel: z.string(),
  reasonId: Id.nullable(),
  contact: z.object({ id: Id, name: z.string() }),
})

const Created = z.object({
  from: ReportDay.optional(),
  to: ReportDay.optional(),
  channel: z.string().max(40).optional(),
  reason: z.union([Id, z.literal('none')]).optional(),
})

const Turnover = z.object({
  /** Present at the first moment of the period, and when it ends. */
  start: Count,
  end: Count,
  joined: Count,
  left: Count,
  /** Of those who left, how many did so within 90 days of their arrival. */
  leftEarly: Count,
  /** `left` over the mean of `start` and `end`; null when nobody was there. */
  rate: z.number().nullable(),
})

/** How many of those who answer customers left in a period (Q25), in all and by employer. */
export const AdviserTurnover = Turnover.extend({
  metric: z.literal('adviser_turnover'),
  /** A changed definition is a new version. */
  version: Count,
  definition: z.string(),
  timeZone: z.string(),
  from: Day,
  to: Day,
  /** The house first, with a null employer, then its partners by name. */
  employers: z.array(Turnover.extend({ employer: Named.nullable() })),
  /** Who left, the last first; at most 200. */
  leavers: z.array(
    z.object({
      id: Id,
      name: z.string(),
      employer: Named.nullable(),
      joinedAt: Time,
      leftAt: Time,
      /** Whole days between the two. */
      days: Count,
    }),
  ),
})
export type AdviserTurnover = z.infer<typeof AdviserTurnover>

export const insights = {
  conversationsCreated: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/insights/conversations-created',
      tags: ['insights'],
      summary: 'Conversations created each day, by channel and by contact reason',
      description:
        'Days are those of the workspace’s time zone, both ends included; without them, the last 30 days. ' +
        'A family of reasons stands for its reasons. The two filters together give the count of one channel and reason each day.',
    })
    .input(Created)
    .output(ConversationsCreated),
  createdConversations: route
    .meta({ ...read, logged: 'read' })
    .route({
      method: 'GET',
      path: '/insights/conversations-created/conversations',
      tags: ['insights'],
      summary: 'The conversations that the count is made of, newest first',
    })
    .input(PageInput.extend(Created.shape))
    .output(page(CreatedConversation)),
  adviserTurnover: route
    .meta({ roles: leads, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/insights/adviser-turnover',
      tags: ['insights'],
      summary: 'How many advisers left in a period, against how many were there',
      description:
        'Days are those of the workspace’s time zone, both ends included; without them, the last 365 days.',
    })
    .input(z.object({ from: ReportDay.optional(), to: ReportDay.optional() }))
    .output(AdviserTurnover),
}
