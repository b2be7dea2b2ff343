import * as z from 'zod'
import { Done, Id, IdInput, inside, Language, leads, Named, PageInput, page, route, Time } from './common.ts'
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
  /** High or low touch, by the first segment that says one. */
  z.object({ on: z.literal('touch'), is: some(z.enum(['high', 'low'])), ...not }),
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
  /** Proposes to people that it is a complaint; only they confirm it (CMP-1). */
  z.object({ do: z.literal('proposeComplaint') }),
  /** Only a person answers it (Q15). */
  z.object({ do: z.literal('needsPerson') }),
  /** Tells one webhook, whatever it asks for itself. */
  z.object({ do: z.literal('webhook'), webhookId: Id }),
  z.object({ do: z.literal('notify'), memberIds: some(Id) }),
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

/** It acts; it is looked on, so that one sees what it would do; or nobody asks it. */
export const ruleStates = ['enabled', 'watched', 'off'] as const
const State = z.enum(ruleStates)
export type RuleState = z.infer<typeof State>

/** Why a rule left out something that it says. */
export const leftOutReasons = [
  'said_before',
  'complaint',
  'complex',
  'detailed',
  'answered_before',
  'robot',
  'in_hand',
  'refused',
] as const

const LeftOut = z.object({ do: z.string(), because: z.enum(leftOutReasons) })

/** What rules set once for a request: two that set it otherwise are at odds. */
export const setOnce = ['setReason', 'setPriority', 'setTeam', 'reply'] as const

/** Two rules that can hold together and say otherwise: the first in the order has its way. */
export const RuleConflict = z.object({
  first: Named,
  second: Named,
  about: z.array(z.enum(setOnce)),
})
export type RuleConflict = z.infer<typeof RuleConflict>

export const Rule = z.object({
  id: Id,
  name: z.string(),
  /** From 0, in the order in which rules are asked. */
  position: z.number().int(),
  state: State,
  version: z.number().int(),
  body: RuleBody,
  /** Messages for which it held in the last 7 days. */
  hits: z.number().int(),
  updatedAt: Time,
})
export type Rule = z.infer<typeof Rule>

const RuleInput = z.object({ name: Name, state: State.default('watched'), body: RuleBody })

const RuleVersion = z.object({
  version: z.number().int(),
  body: RuleBody,
  at: Time,
  /** Null for a program, and for whoever left. */
  by: Named.nullable(),
})
export type RuleVersion = z.infer<typeof RuleVersion>

export const RuleHit = z.object({
  messageId: Id,
  rule: Named,
  version: z.number().int(),
  conversationId: Id,
  conversationNumber: z.number().int(),
  at: Time,
  isWatched: z.boolean(),
  done: z.array(z.string()),
  leftOut: z.array(LeftOut),
  undoneAt: Time.nullable(),
  /** It changed something of the conversation that can be put back. */
  mayUndo: z.boolean(),
})
export type RuleHit = z.infer<typeof RuleHit>

export const RuleTrial = z.object({
  /** How many messages were looked at, and the first and last of them. */
  looked: z.number().int(),
  since: Time.nullable(),
  held: z.number().int(),
  /** How often it would have done each thing, and left it out. */
  acts: z.array(z.object({ do: z.string(), done: z.number().int(), leftOut: z.number().int() })),
  /** Rules that held on the same messages and come before it saying otherwise. */
  before: z.array(Named.extend({ count: z.number().int() })),
  /** The last conversations for which it would have held. */
  examples: z.array(
    z.object({ id: Id, number: z.number().int(), subject: z.string(), at: Time, leftOut: z.array(LeftOut) }),
  ),
  conflicts: z.array(RuleConflict),
})
export type RuleTrial = z.infer<typeof RuleTrial>

const read = { roles: leads, scope: 'settings:read' } as const
const write = { roles: leads, scope: 'settings:write' } as const
const tags = ['rules']

export const rules = {
  list: route
    .meta(read)
    .route({ method: 'GET', path: '/rules', tags, summary: 'Rules in their order, and which are at odds' })
    .output(z.object({ items: z.array(Rule), conflicts: z.array(RuleConflict) })),
  create: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/rules',
      tags,
      successStatus: 201,
      summary: 'Write a rule; it comes last',
    })
    .input(RuleInput)
    .output(Rule),
  update: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/rules/{id}',
      tags,
      summary: 'Change a rule: another body is a new version of it',
    })
    .input(
      z.object({
        id: Id,
        name: Name.optional(),
        state: State.optional(),
        body: RuleBody.optional(),
        /** The version that was on the screen: refused when somebody wrote another meanwhile. */
        seenVersion: z.number().int().optional(),
      }),
    )
    .output(Rule),
  order: route
    .meta(write)
    .route({ method: 'PUT', path: '/rules/order', tags, summary: 'Say in which order rules are asked' })
    .input(z.object({ ids: z.array(Id).min(1).max(500) }))
    .output(z.object({ items: z.array(Rule), conflicts: z.array(RuleConflict) })),
  remove: route
    .meta(write)
    .route({ method: 'DELETE', path: '/rules/{id}', tags, summary: 'Put a rule away; its hits stay' })
    .input(IdInput)
    .output(Done),
  restore: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/rules/{id}/restoration',
      tags,
      summary: 'Take a rule back that was put away, where it was',
    })
    .input(IdInput)
    .output(Rule),
  versions: route
    .meta(read)
    .route({ method: 'GET', path: '/rules/{id}/versions', tags, summary: 'What a rule said, newest first' })
    .input(IdInput)
    .output(z.object({ items: z.array(RuleVersion) })),
  goBack: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/rules/{id}/versions/{version}/restoration',
      tags,
      summary: 'Say again what an earlier version said: a new version',
    })
    .input(IdInput.extend({ version: z.coerce.number().int().min(1).max(1_000_000) }))
    .output(Rule),
  hits: route
    .meta(read)
    .route({ method: 'GET', path: '/rules/{id}/hits', tags, summary: 'For what a rule held, newest first' })
    .input(PageInput.extend({ id: Id }))
    .output(page(RuleHit)),
  trial: route
    // It reads what customers wrote.
    .meta({ roles: leads, scope: 'conversations:read', logged: 'search' })
    .route({
      method: 'POST',
      path: '/rule-trials',
      tags,
      summary: 'Try a rule on messages of the past, as it is written and not yet kept; nothing is changed',
    })
    .input(
      z.object({
        body: RuleBody,
        /** The rule that it would replace, in its place; without it, it comes last. */
        ruleId: Id.optional(),
        last: z.number().int().min(1).max(1000).default(500),
        since: Time.optional(),
      }),
    )
    .output(RuleTrial),
  ofConversation: route
    .meta({ roles: inside, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/conversations/{id}/rule-hits',
      tags,
      summary: 'What rules did in a conversation, and what they left out',
    })
    .input(IdInput)
    .output(z.object({ items: z.array(RuleHit) })),
  undo: route
    .meta({ roles: inside, scope: 'conversations:write' })
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/rule-hits/{messageId}/{ruleId}',
      tags,
      summary: 'Put back what a rule changed of a conversation, where nobody changed the same since',
    })
    .input(IdInput.extend({ messageId: Id, ruleId: Id }))
    .output(Done),
}
