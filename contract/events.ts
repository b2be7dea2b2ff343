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

export const events = {
  after: route
    .meta({ roles, scope: 'events:read' })
    .route({
      method: 'GET',
      path: '/events',
      tags: ['events'],
      summary: 'Events after a number, in order; without `after`, only the last number',
    })
    .input(
      z.object({
        after: z.coerce.number().int().min(0).optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(500),
        conversation: Id.optional(),
      }),
    )
    .output(z.object({ items: z.array(FeedEvent), last: z.number().int(), more: z.boolean() })),
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
}

/** Socket: client → server. */
export interface ClientToServer {
  subscribe: (wanted: Subscription, done: (answer: { refused: string[]; seq: number }) => void) => void
  look: (state: { conversationId: string | null; typing: boolean }) => void
}
