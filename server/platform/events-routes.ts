import { implement } from '@orpc/server'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { FeedEvent } from '#contract/events.ts'
import { contract } from '#contract/index.ts'
import { type Actor, seesEverything } from './actor.ts'
import type { DB, Tx } from './db.ts'
import { isAboutThread, seenBy } from './event-view.ts'
import { type FeedItem, feedAfter, feedOfConversation, lastSeq } from './events.ts'
import { guard, type RequestContext } from './http/api.ts'

export interface EventRoutesDeps {
  /** Which conversations someone may see. */
  visibleTo: (actor: Actor) => (eb: ExpressionBuilder<DB, 'conversations'>) => Expression<SqlBool>
}

/** Numbers looked through at once for someone who sees a part of them. */
const stretch = 1000

const os = implement(contract.events).$context<RequestContext>().use(guard)

/** What followed a number: how a screen catches up after a cut, and how other programs follow a workspace. */
export function eventRoutes({ visibleTo }: EventRoutesDeps) {
  return os.router({
    after: os.after.handler(async ({ input, context: { tx, actor } }) => {
      // Asked before the events: everything up to `last` is then among them, unless it is not for the caller.
      const last = await lastSeq(tx, tx.workspaceId)
      if (input.after === undefined) return { items: [], last, more: false }
      const items: FeedEvent[] = []
      let place = input.after
      while (items.length < input.limit && place < last) {
        const limit = Math.min(seesEverything(actor) ? input.limit : stretch, last - place)
        const { events, upTo } = input.conversation
          ? await feedOfConversation(tx, tx.workspaceId, input.conversation, { after: place, last, limit })
          : await feedAfter(tx, tx.workspaceId, place, limit)
        const seen = await seenOf(tx, actor, events)
        const taken = seen.slice(0, input.limit - items.length)
        items.push(...taken)
        if (upTo === place) break
        place = taken.length < seen.length ? taken.at(-1)!.seq : upTo
      }
      return { items, last, more: place < last }
    }),
  })

  async function seenOf(tx: Tx, actor: Actor, events: FeedItem[]): Promise<FeedEvent[]> {
    const visible = seesEverything(actor) ? new Set<string>() : await visibleAmong(tx, actor, events)
    return events.flatMap(event => seenBy(actor, event, visible.has(event.conversationId ?? '')) ?? [])
  }

  async function visibleAmong(tx: Tx, actor: Actor, events: FeedItem[]): Promise<Set<string>> {
    const ids = new Set(events.filter(isAboutThread).flatMap(({ conversationId }) => conversationId ?? []))
    if (ids.size === 0) return ids
    const rows = await tx
      .selectFrom('conversations')
      .select('conversations.id')
      .where('conversations.workspace_id', '=', tx.workspaceId)
      .where('conversations.id', 'in', [...ids])
      .where(visibleTo(actor))
      .execute()
    return new Set(rows.map(({ id }) => id))
  }
}
