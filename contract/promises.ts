import * as z from 'zod'
import { Done, Id, IdInput, Language, leads, route, Time } from './common.ts'
import { priorities } from './conversations.ts'
import { Touch } from './segments.ts'

const read = { roles: leads, scope: 'settings:read' } as const
const configure = { roles: ['administrator'], scope: 'settings:write' } as const

/**
 * How a promise counts: minutes or hours in which we are open, hours of the clock, *jours ouvrés* (Monday to Friday, without
 * public holidays), *jours ouvrables* (Monday to Saturday, without them).
 */
export const promiseUnits = ['openMinute', 'openHour', 'clockHour', 'jourOuvre', 'jourOuvrable'] as const
export const PromiseTarget = z.object({
  amount: z.number().int().min(1).max(240),
  unit: z.enum(promiseUnits),
})
export type PromiseTarget = z.infer<typeof PromiseTarget>

const some = <Of extends z.ZodType>(of: Of) => z.array(of).max(100).default([])
/** Whom a promise is made to: all of it holds; of a list, one of them; an empty list asks nothing. */
export const PromiseConditions = z.object({
  channels: some(Id),
  reasons: some(Id),
  teams: some(Id),
  languages: some(Language),
  priorities: some(z.enum(priorities)),
  /** For VIPs alone. */
  vip: z.boolean().default(false),
  /** Segments of customers, one of which holds them; never said in public. */
  segments: some(Id),
  /** High or low touch, by the segments (M4). */
  touches: some(Touch),
  /** For confirmed complaints alone. */
  complaint: z.boolean().default(false),
  /** For moments of truth alone (Q31). */
  moment: z.boolean().default(false),
  /** Values of a customer's card, without case and accents. */
  attributes: z
    .array(
      z.object({
        key: z.string().trim().min(1).max(60),
        values: z.array(z.string().trim().min(1).max(200)).min(1).max(20),
      }),
    )
    .max(10)
    .default([]),
})
export type PromiseConditions = z.infer<typeof PromiseConditions>

/** What is promised: a first answer, each one after it, the end of the request. */
export const clockKinds = ['first_response', 'next_response', 'resolution'] as const
export type ClockKind = (typeof clockKinds)[number]

/** What happens by itself when a promise is about to be broken, or is. */
export const PromiseActs = z.object({
  /** Who is told in page: who has it (who leads where nobody has), its team, supervisors. */
  notify: z
    .array(z.enum(['owner', 'team', 'supervisors']))
    .max(3)
    .default([]),
  /** Tells the same people by mail. */
  byMail: z.boolean().default(false),
  /** Raises the priority to this; never lowers it. */
  priority: z.enum(['high', 'urgent']).nullable().default(null),
  /** Gives it to this team. */
  teamId: Id.nullable().default(null),
})
export type PromiseActs = z.infer<typeof PromiseActs>

const fields = {
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  conditions: PromiseConditions,
  /** The first answer of a request. */
  first: PromiseTarget,
  /** Each one after it; null for the same time. */
  next: PromiseTarget.nullable(),
  /** The end of the request; null where none is promised. */
  resolution: PromiseTarget.nullable(),
  /** Whether its clocks stop while a conversation is on hold. */
  pausesOnHold: z.boolean(),
  /** At how much of its time somebody is warned. */
  warnPercent: z.number().int().min(1).max(99),
  onWarning: PromiseActs,
  onBreach: PromiseActs,
  /** Whose hours and public holidays count; null for the workspace's own. */
  calendarId: Id.nullable(),
}
export const SlaPolicy = z.object({
  id: Id,
  ...fields,
  position: z.number().int(),
  version: z.number().int(),
  updatedAt: Time,
})
export type SlaPolicy = z.infer<typeof SlaPolicy>

/** How a promise would have been kept. */
export const PromiseTrial = z.object({
  /** First answers due in the last month to requests that it would have held for. */
  asked: z.number().int(),
  /** Of them, given in time. */
  kept: z.number().int(),
  /** True where only the latest of them were looked at. */
  isPartial: z.boolean(),
})
export type PromiseTrial = z.infer<typeof PromiseTrial>

/** How answers promised by one policy were given over the last 30 days; null is the workspace's own promise. */
export const PromiseKept = z.object({
  policyId: Id.nullable(),
  /** Answers that were due in that time, first and next ones. */
  asked: z.number().int(),
  /** Share of them given in time, with its 95 % interval; null under 50 answers, which say too little. */
  share: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
})
export type PromiseKept = z.infer<typeof PromiseKept>

/** Promises of an answer, in the order in which they are asked. */
export const promises = {
  listSlaPolicies: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/sla-policies',
      tags: ['routing'],
      summary: 'Time promises, in their order',
    })
    .output(z.object({ items: z.array(SlaPolicy) })),
  createSlaPolicy: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/sla-policies',
      tags: ['routing'],
      successStatus: 201,
      summary: 'Add a time promise, after the others',
    })
    .input(
      z.object({
        ...fields,
        enabled: fields.enabled.default(true),
        conditions: fields.conditions.prefault({}),
        next: fields.next.default(null),
        resolution: fields.resolution.default(null),
        pausesOnHold: fields.pausesOnHold.default(false),
        warnPercent: fields.warnPercent.default(75),
        onWarning: PromiseActs.prefault({}),
        onBreach: PromiseActs.prefault({ notify: ['owner'] }),
        calendarId: fields.calendarId.default(null),
      }),
    )
    .output(SlaPolicy),
  updateSlaPolicy: route
    .meta(configure)
    .route({
      method: 'PATCH',
      path: '/sla-policies/{id}',
      tags: ['routing'],
      summary: 'Change a time promise, or its place',
    })
    .input(
      z
        .object({ ...fields, position: z.number().int().min(0).max(1000) })
        .partial()
        .extend({ id: Id }),
    )
    .output(SlaPolicy),
  deleteSlaPolicy: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/sla-policies/{id}',
      tags: ['routing'],
      summary: 'Withdraw a time promise',
    })
    .input(IdInput)
    .output(Done),
  promisesKept: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/sla-policies/kept',
      tags: ['routing'],
      summary: 'How each time promise was kept over the last 30 days',
    })
    .output(z.object({ items: z.array(PromiseKept) })),
  trySlaPolicy: route
    .meta({ ...read, logged: 'search' })
    .route({
      method: 'POST',
      path: '/sla-policies/trial',
      tags: ['routing'],
      summary: 'How a time promise would have been kept over the last month; nothing is written',
    })
    .input(
      z.object({
        conditions: PromiseConditions,
        first: PromiseTarget,
        calendarId: Id.nullable().default(null),
      }),
    )
    .output(PromiseTrial),
}
