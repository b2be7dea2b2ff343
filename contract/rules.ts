import * as z from 'zod'
import { Id, Language } from './common.ts'
import { priorities } from './conversations.ts'

const Words = z.string().trim().min(1).max(100)
const Name = z.string().trim().min(1).max(100)
const some = <Of extends z.ZodType>(of: Of) => z.array(of).min(1).max(100)
/** Turned round: it holds where the rest does not. */
const not = { not: z.boolean().default(false) }

/** How a value of a card or of a record is compared; texts without case and accents. */
export const Comparison = z.discriminatedUnion('is', [
  z.object({ is: z.literal('equal'), to: some(z.union([z.string().max(200), z.number(), z.boolean()])) }),
  z.object({ is: z.literal('containing'), to: some(Words) }),
  z.object({ is: z.literal('atLeast'), to: z.number() }),
  z.object({ is: z.literal('atMost'), to: z.number() }),
  z.object({ is: z.literal('present') }),
])
export type Comparison = z.infer<typeof Comparison>

/** One thing that a rule asks of a request. */
export const Condition = z.discriminatedUnion('on', [
  z.object({ on: z.literal('channel'), is: some(Id), ...not }),
  z.object({ on: z.literal('channelKind'), is: some(z.string().max(40)), ...not }),
  /** One of our addresses to which it was written. */
  z.object({ on: z.literal('to'), is: some(Words), ...not }),
  /** An address, or all of a domain (`@maison.test`). */
  z.object({ on: z.literal('from'), is: some(Words), ...not }),
  /** Whole words or phrases; an asterisk at the end takes every ending (`rembours*`). */
  z.object({
    on: z.literal('words'),
    in: z.enum(['subject', 'text', 'both']).default('both'),
    has: some(Words),
    ...not,
  }),
  z.object({ on: z.literal('language'), is: some(Language), ...not }),
  z.object({ on: z.literal('segment'), is: some(Id), ...not }),
  z.object({ on: z.literal('contact'), attribute: Name, value: Comparison, ...not }),
  z.object({ on: z.literal('company'), attribute: Name, value: Comparison, ...not }),
  /** A record of theirs: an order on its way, an open invoice. */
  z.object({
    on: z.literal('record'),
    kind: Name,
    status: z.array(Name).max(20).default([]),
    ...not,
  }),
  z.object({ on: z.literal('hours'), isOpen: z.boolean(), ...not }),
  /** They wrote at least so many times before, in so many days. */
  z.object({
    on: z.literal('previous'),
    least: z.number().int().min(1).max(100),
    days: z.number().int().min(1).max(366),
    ...not,
  }),
  z.object({ on: z.literal('vip'), ...not }),
  z.object({ on: z.literal('attachments'), ...not }),
])
export type Condition = z.infer<typeof Condition>

/** One thing that a rule does. */
export const RuleAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('setReason'), reasonId: Id }),
  z.object({ do: z.literal('setPriority'), priority: z.enum(priorities) }),
  z.object({ do: z.literal('addTag'), tag: z.string().trim().min(1).max(100) }),
  z.object({ do: z.literal('setTeam'), teamId: Id }),
  z.object({ do: z.literal('reply'), cannedAnswerId: Id }),
  z.object({ do: z.literal('notify'), memberIds: some(Id) }),
  z.object({ do: z.literal('callWebhook'), webhookId: Id }),
])
export type RuleAction = z.infer<typeof RuleAction>

/** What a rule says; `any` may be empty, then `all` alone decides; with neither it holds for everything. */
export const RuleBody = z.object({
  all: z.array(Condition).max(30).default([]),
  any: z.array(Condition).max(30).default([]),
  actions: z.array(RuleAction).min(1).max(20),
  /** Where it holds, the rules after it are not looked at. */
  isLast: z.boolean().default(false),
})
export type RuleBody = z.infer<typeof RuleBody>
