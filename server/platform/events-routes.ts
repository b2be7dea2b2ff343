import { implement } from '@orpc/server'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { FeedEvent } from '#contract/events.ts'
import { contract } from '#contract/index.ts'
import { type Actor, seesEverything } from './actor.ts'
import type { DB, Tx } from './db.ts'
import { Refused } from './errors.ts'
import { isAboutThread, seenBy } from './event-view.ts'
import { type FeedItem, feedAfter, feedOfConversation, lastSeq } from './events.ts'
import { guard, type RequestContext } from './http/api.ts'

export interface EventRoutesDeps {
  /** Which conversations someone may see. */
  visibleTo: (actor: Actor) => (eb: ExpressionBuilder<DB, 'conversations'>) => Expression<SqlBool>
}

/** Numbers looked through at once for someone who sees a part of them. */
const stretch = 1000
/** Stretches looked through for one request: a rare type is sought by several. */
const mostLooks = 20

const os = implement(contract.events).$context<RequestContext>().use(guard)

/** True for events of the types asked for; of a family `message.*`, for all of it. */
function wantedTypes(types: string | string[] | undefined): (event: { type: string }) => boolean {
  if (types === undefined) return () => true
  const wanted = new Set([types].flat())
  return ({ type }) => wanted.has(type) || wanted.has(type.replace(/\..*$/, '.*'))
}

/** What followed a number: how a screen catches up after a cut, and how other programs follow a workspace. */
export function eventRoutes({ visibleTo }: EventRoutesDeps) {
  return os.router({
    after: os.after.handler(async ({ input, context: { tx, actor } }) => {
      // Asked before the events: everything up to `last` is then among them, unless it is not for the caller.
      const last = await lastSeq(tx, tx.workspaceId)
      if (input.after === undefined) return { items: [], last, next: last, more: false }
      // Whoever kept a number that is not reached again would hear of nothing until it is.
      if (input.after > last) throw new Refused('request.ahead', { after: input.after, last })
      const isWanted = wantedTypes(input.types)
      const looksThrough = input.types !== undefined || !seesEverything(actor)
      const items: FeedEvent[] = []
      let place = input.after
      for (let looks = 0; items.length < input.limit && place < last && looks < mostLooks; looks += 1) {
        const limit = Math.min(looksThrough ? stretch : input.limit, last - place)
        const { events, upTo } = input.conversation
          ? await feedOfConversation(tx, tx.workspaceId, input.conversation, { after: place, last, limit })
          : await feedAfter(tx, tx.workspaceId, place, limit)
        const seen = await seenOf(tx, actor, events.filter(isWanted))
        const taken = seen.slice(0, input.limit - items.length)
        items.push(...taken)
        if (upTo === place) break
        place = taken.length < seen.length ? taken.at(-1)!.seq : upTo
      }
      return { items, last, next: Math.max(place, input.after), more: place < last }
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
