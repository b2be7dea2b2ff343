import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { conversationFor } from '../access.ts'
import { seesHiddenCopies, shownTo } from '../shown.ts'
import { type VisibleContactFields, veilFor } from '../veil.ts'
import type { WritingDeps } from '../writing.ts'
import { type ScheduledRecord, scheduledIn, toScheduled } from './queries.ts'
import { move, schedule, sendNow, unschedule } from './scheduling.ts'

/** The contract's scheduled replies: whoever sees the conversation sees them, whoever may reply acts on them. */
export function scheduledRoutes(deps: WritingDeps & { visibleContactFields: VisibleContactFields }) {
  const { ground, visibleContactFields } = deps
  const os = implement(contract.scheduledReplies).$context<RequestContext>().use(guard)

  const shown = async (tx: Tx, actor: Actor, conversationId: string, records: ScheduledRecord[]) => {
    const veil = await veilFor(tx, actor, visibleContactFields)
    const replies = await toScheduled(tx, records, { language: actor.language, t: ground.t })
    const own = replies.map(reply =>
      seesHiddenCopies(actor, reply.author.id) ? reply : { ...reply, bcc: [] },
    )
    return (await veil?.scheduled(conversationId, own)) ?? own
  }

  return os.router({
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return { items: await shown(tx, actor, input.id, await scheduledIn(tx, input.id)) }
    }),
    schedule: os.schedule.handler(async ({ input, context: { tx, actor } }) => {
      const veil = await veilFor(tx, actor, visibleContactFields)
      if (veil) await conversationFor(tx, actor, input.id)
      const envelope = await veil?.envelope(input.id, input)
      const record = await schedule(deps, tx, actor, { ...input, ...envelope })
      return (await shown(tx, actor, input.id, [record]))[0]!
    }),
    move: os.move.handler(async ({ input, context: { tx, actor } }) => {
      const record = await move(deps, tx, actor, input)
      return (await shown(tx, actor, input.id, [record]))[0]!
    }),
    sendNow: os.sendNow.handler(async ({ input, context: { tx, actor } }) => {
      const message = await sendNow(deps, tx, actor, input)
      return (await shownTo({ visibleContactFields }, tx, actor, input.id, [message]))[0]!
    }),
    unschedule: os.unschedule.handler(async ({ input, context: { tx, actor } }) => {
      await unschedule(deps, tx, actor, input)
      return { done: true as const }
    }),
  })
}
