import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { createSavedView, listSavedViews, removeSavedView, updateSavedView } from './saved-views.ts'
import { type VisibleContactFields, veilFor } from './veil.ts'

const os = implement(contract.savedViews).$context<RequestContext>().use(guard)

/** The views that people make. */
export function savedViewRoutes(ground: Ground, visibleContactFields: VisibleContactFields) {
  const veilOf = (tx: Tx, actor: Actor) => veilFor(tx, actor, visibleContactFields)
  return os.router({
    list: os.list.handler(async ({ context: { tx, actor } }) => ({
      items: await listSavedViews(ground, tx, actor, await veilOf(tx, actor)),
    })),
    create: os.create.handler(async ({ input, context: { tx, actor } }) =>
      createSavedView(ground, tx, actor, input, await veilOf(tx, actor)),
    ),
    update: os.update.handler(async ({ input, context: { tx, actor } }) =>
      updateSavedView(ground, tx, actor, input.id, input, await veilOf(tx, actor)),
    ),
    remove: os.remove.handler(async ({ input, context: { tx, actor } }) => {
      await removeSavedView(ground, tx, actor, input.id)
      return { done: true as const }
    }),
  })
}
