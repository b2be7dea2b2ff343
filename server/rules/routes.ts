import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { conversationFor } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { conflictsAmong } from './conflicts.ts'
import { createRule, goBack, orderRules, setAway, updateRule } from './keeping.ts'
import { hitsIn, hitsOf, rulesOf, ruleWith, versionsOf } from './queries.ts'
import type { RunningDeps } from './running.ts'
import { tryRule } from './trial.ts'
import { undoHit } from './undoing.ts'

const os = implement(contract.rules).$context<RequestContext>().use(guard)

/** The routes of the rules that users write. */
export function ruleRoutes(deps: RunningDeps) {
  const { ground } = deps
  const now = () => ground.clock.now()
  const all = async (tx: Tx) => {
    const items = await rulesOf(tx, now())
    return { items, conflicts: conflictsAmong(items.filter(({ state }) => state !== 'off')) }
  }
  return os.router({
    list: os.list.handler(({ context: { tx } }) => all(tx)),
    create: os.create.handler(({ input, context: { tx, actor } }) => createRule(ground, tx, actor, input)),
    update: os.update.handler(({ input, context: { tx, actor } }) => updateRule(ground, tx, actor, input)),
    order: os.order.handler(async ({ input, context: { tx, actor } }) => {
      await orderRules(ground, tx, actor, input.ids)
      return all(tx)
    }),
    remove: os.remove.handler(async ({ input, context: { tx, actor } }) => {
      await setAway(ground, tx, actor, input.id, true)
      return { done: true as const }
    }),
    restore: os.restore.handler(async ({ input, context: { tx, actor } }) => {
      await setAway(ground, tx, actor, input.id, false)
      return ruleWith(tx, now(), input.id)
    }),
    versions: os.versions.handler(async ({ input, context: { tx } }) => ({
      items: await versionsOf(tx, input.id),
    })),
    goBack: os.goBack.handler(({ input, context: { tx, actor } }) => goBack(ground, tx, actor, input)),
    hits: os.hits.handler(async ({ input, context: { tx } }) => {
      await ruleWith(tx, now(), input.id)
      return hitsOf(tx, input.id, input)
    }),
    trial: os.trial.handler(({ input: { since, ...asked }, context: { tx } }) =>
      tryRule(tx, deps, now(), { ...asked, ...(since && { since: new Date(since) }) }),
    ),
    ofConversation: os.ofConversation.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return { items: await hitsIn(tx, input.id) }
    }),
    undo: os.undo.handler(async ({ input, context: { tx, actor } }) => {
      await undoHit(deps, tx, actor, input)
      return { done: true as const }
    }),
  })
}
