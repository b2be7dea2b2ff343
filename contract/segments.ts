import * as z from 'zod'
import { Done, Id, IdInput, inside, Language, leads, Named, route, Time } from './common.ts'
import { stages } from './contacts.ts'
import { Comparison } from './rules.ts'

const Name = z.string().trim().min(1).max(100)
const some = <Of extends z.ZodType>(of: Of) => z.array(of).min(1).max(100)
/** Turned round: it holds where the rest does not. */
const not = { not: z.boolean().default(false) }
const Days = z.number().int().min(1).max(3660)
/** From and to, both counted in; null is without end. */
const range = { from: z.number().min(0).max(1e12).nullable(), to: z.number().min(0).max(1e12).nullable() }

/** What is looked at of a person: who they are, where, what they like, what they do with us (M3). */
export const segmentFamilies = ['demographic', 'geographic', 'psychographic', 'behavioural'] as const
export type SegmentFamily = (typeof segmentFamilies)[number]

/** One thing that a segment asks of a person. */
export const SegmentCondition = z.discriminatedUnion('on', [
  /** Whole years since the day that an attribute holds. */
  z.object({ on: z.literal('age'), attribute: Name, ...range, ...not }),
  z.object({ on: z.literal('language'), is: some(Language), ...not }),
  z.object({ on: z.literal('company'), is: some(Id), ...not }),
  /** An attribute that begins so: a postcode, without case, accents and spaces. */
  z.object({
    on: z.literal('postcode'),
    attribute: Name,
    begins: some(z.string().trim().min(1).max(20)),
    ...not,
  }),
  /** A number of theirs begins so: their country. */
  z.object({ on: z.literal('dialCode'), is: some(z.string().regex(/^\+\d{1,6}$/)), ...not }),
  /** Any attribute; whoever writes the segment says of which family it is. */
  z.object({
    on: z.literal('attribute'),
    family: z.enum(segmentFamilies),
    attribute: Name,
    value: Comparison,
    ...not,
  }),
  z.object({ on: z.literal('preferredChannel'), is: some(z.string().max(40)), ...not }),
  z.object({ on: z.literal('stage'), is: some(z.enum(stages)), ...not }),
  z.object({ on: z.literal('vip'), ...not }),
  /** Known to us for at least so many days. */
  z.object({ on: z.literal('known'), days: Days, ...not }),
  /** Orders, invoices: how many, or for how much, in so many days. */
  z.object({
    on: z.literal('records'),
    kind: Name,
    status: z.array(Name).max(20).default([]),
    /** Null is ever. */
    days: Days.nullable(),
    what: z.enum(['count', 'amount']),
    ...range,
    ...not,
  }),
  /** The last order is at most so many days old. */
  z.object({ on: z.literal('lastRecord'), kind: Name, days: Days, ...not }),
  /** How often they wrote, in so many days. */
  z.object({ on: z.literal('requests'), days: Days, ...range, ...not }),
  /** What they said last of us, on the scale of the survey. */
  z.object({ on: z.literal('satisfaction'), ...range, ...not }),
  /** A conversation of theirs bears one of these. */
  z.object({ on: z.literal('tag'), is: some(z.string().trim().min(1).max(100)), ...not }),
])
export type SegmentCondition = z.infer<typeof SegmentCondition>

/** Whom a segment holds: all of `all`, and one of `any` where it is not empty. */
export const SegmentBody = z.object({
  all: z.array(SegmentCondition).max(20).default([]),
  any: z.array(SegmentCondition).max(20).default([]),
})
export type SegmentBody = z.infer<typeof SegmentBody>

export const touches = ['high', 'low'] as const
export const Touch = z.enum(touches)
export type Touch = z.infer<typeof Touch>

/** What asks for a segment: it is not deleted meanwhile. */
export const SegmentUse = Named.extend({ kind: z.enum(['rule', 'sla_policy']) })
export type SegmentUse = z.infer<typeof SegmentUse>

export const Segment = z.object({
  id: Id,
  name: z.string(),
  /** From 0: the first that holds somebody and says a touch decides it (M4). */
  position: z.number().int(),
  touch: Touch.nullable(),
  body: SegmentBody,
  version: z.number().int(),
  updatedAt: Time,
  usedBy: z.array(SegmentUse),
})
export type Segment = z.infer<typeof Segment>

/** How many people; from a sample while it is not exact. */
const Count = z.object({ count: z.number().int(), isExact: z.boolean() })

const read = { roles: inside, scope: 'settings:read' } as const
const write = { roles: leads, scope: 'settings:write' } as const
const tags = ['segments']
const Written = { name: Name, touch: Touch.nullable(), body: SegmentBody }

export const segments = {
  list: route
    .meta(read)
    .route({ method: 'GET', path: '/segments', tags, summary: 'Segments of customers in their order' })
    .output(z.object({ items: z.array(Segment) })),
  create: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/segments',
      tags,
      successStatus: 201,
      summary: 'Make a segment; it comes last',
    })
    .input(z.object({ ...Written, touch: Touch.nullable().default(null) }))
    .output(Segment),
  update: route
    .meta(write)
    .route({ method: 'PATCH', path: '/segments/{id}', tags, summary: 'Change a segment' })
    .input(
      z.object(Written).partial().extend({
        id: Id,
        /** The version that was on the screen: refused when somebody wrote another meanwhile. */
        seenVersion: z.number().int().optional(),
      }),
    )
    .output(Segment),
  order: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/segments/order',
      tags,
      summary: 'Say in which order segments decide on high and low touch',
    })
    .input(z.object({ ids: z.array(Id).min(1).max(200) }))
    .output(z.object({ items: z.array(Segment) })),
  remove: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/segments/{id}',
      tags,
      summary: 'Put a segment away; refused while something asks for it',
    })
    .input(IdInput)
    .output(Done),
  restore: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/segments/{id}/restoration',
      tags,
      summary: 'Take a segment back that was put away, where it was',
    })
    .input(IdInput)
    .output(Segment),
  counts: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/segment-counts',
      tags,
      summary: 'How many people are in each segment now; a sample where there are many',
    })
    .output(z.object({ items: z.array(Count.extend({ id: Id })) })),
  preview: route
    .meta({ roles: leads, scope: 'contacts:read', logged: 'search' })
    .route({
      method: 'POST',
      path: '/segment-previews',
      tags,
      summary: 'How many people a segment would hold as it is written, and some of them; nothing is kept',
    })
    .input(
      z.object({
        body: SegmentBody,
        /** False asks for a sample: at once, and about right. */
        isExact: z.boolean().default(true),
      }),
    )
    .output(Count.extend({ people: z.array(Named) })),
  ofContact: route
    .meta({ roles: inside, scope: 'contacts:read', logged: 'read' })
    .route({
      method: 'GET',
      path: '/contacts/{id}/segments',
      tags,
      summary: 'The segments that a person is in now, and whether they are high or low touch',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(Named), touch: Touch.nullable() })),
}
