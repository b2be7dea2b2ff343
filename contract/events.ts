import * as z from 'zod'
import { Id, roles, route, Time } from './common.ts'

/** One fact of the workspace. `seq` has no gaps within a workspace: ask for what follows your last. */
export const FeedEvent = z.object({
  seq: z.number().int(),
  id: Id,
  at: Time,
  type: z.string(),
  actor: z.object({ kind: z.enum(['member', 'api_key', 'contact', 'system']), id: Id.nullable() }),
  subject: z.object({ kind: z.string(), id: Id }),
  conversationId: Id.nullable(),
  contactId: Id.nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type FeedEvent = z.infer<typeof FeedEvent>

const EventTypes = z.string().regex(/^[a-z_]{1,40}\.([a-z_]{1,60}|\*)$/)

export const events = {
  after: route
    .meta({ roles, scope: 'events:read' })
    .route({
      method: 'GET',
      path: '/events',
      tags: ['events'],
      summary: 'Events after a number, in order; without `after`, only the last number',
      description:
        'How a program follows a workspace: keep `next`, ask for what follows it, and again at once while there is `more`. Numbers have no gaps, and an event is told by the number at which it was committed, so nothing is missed and nothing comes twice. Events are kept for as long as the workspace; an erased person’s are not told any more. Deletions are events too. A number beyond the last is refused with `request.ahead`: a backup was restored; read anew what you keep, then go on from `last`.',
    })
    .input(
      z.object({
        after: z.coerce.number().int().min(0).optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(500),
        conversation: Id.optional(),
        /** Only these types, such as `conversation.closed`, or families of them, such as `message.*`. */
        types: z.union([EventTypes, EventTypes.array().max(100)]).optional(),
      }),
    )
    .output(
      z.object({
        items: z.array(FeedEvent),
        /** The number of the last event of the workspace. */
        last: z.number().int(),
        /** What to ask after next: everything up to it was looked through. */
        next: z.number().int(),
        more: z.boolean(),
      }),
    ),
}

/** Socket: what a screen asks to hear about. `lists` are rooms of rows, `conversations` one thread each. */
export interface Subscription {
  conversations: string[]
  contacts: string[]
  lists: ('mine' | 'unassigned' | 'team' | 'all' | 'recoveries')[]
}

/** Socket: server → client. */
export interface ServerToClient {
  event: (event: FeedEvent) => void
  /** Each 5 s: the last number of the workspace and the server's time, so that a screen knows its age. */
  tick: (tick: { seq: number; at: string }) => void
  /** Who looks at or types in a conversation I show; never stored. */
  looking: (state: {
    conversationId: string
    people: { memberId: string; name: string; typing: boolean }[]
  }) => void
  /** The visitor of a chat I show came, left, types or stopped. */
  visitor: (sign: VisitorSign) => void
  /** What I am offered, or how I am, may have changed: `GET /work-state` says it. For my screens alone. */
  work: () => void
}

/** Whether the visitor of a chat is there and types; never stored. */
export interface VisitorSign {
  conversationId: string
  isHere: boolean
  isTyping: boolean
}

/** Socket: client → server. */
export interface ClientToServer {
  subscribe: (wanted: Subscription, done: (answer: { refused: string[]; seq: number }) => void) => void
  look: (state: { conversationId: string | null; typing: boolean }) => void
}
