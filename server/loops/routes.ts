import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { decodeCursor, toPage } from '#server/platform/paging.ts'
import { countOpen, listRecoveries, placeOf, toRecovery } from './queries.ts'
import { closeRecovery, recoveryFor, reopenRecovery, updateRecovery } from './recovery.ts'

const os = implement(contract.loops).$context<RequestContext>().use(guard)

/** The routes of the contract about recoveries. There is none to delete one: a complaint stays. */
export function loopRoutes(ground: Ground) {
  return os.router({
    listRecoveries: os.listRecoveries.handler(async ({ input, context: { tx, actor } }) => {
      // A key of the workspace is nobody: nothing is its own.
      if (input.mine && !actor.memberId) return { items: [], next: null }
      const [at, id] = input.cursor ? decodeCursor(input.cursor, 2) : []
      const rows = await listRecoveries(tx, actor, {
        state: input.state,
        ownerId: (input.mine && actor.memberId) || input.owner,
        conversationId: input.conversation,
        updatedSince: input.updatedSince,
        after: at && id ? { at, id } : undefined,
        limit: input.limit,
      })
      return toPage(rows, input.limit, placeOf, toRecovery)
    }),
    recoveryCounts: os.recoveryCounts.handler(({ context: { tx, actor } }) =>
      countOpen(tx, actor.memberId, ground.clock.now()),
    ),
    getRecovery: os.getRecovery.handler(async ({ input, context: { tx, actor } }) =>
      toRecovery(await recoveryFor(tx, actor, input.id)),
    ),
    updateRecovery: os.updateRecovery.handler(async ({ input, context: { tx, actor } }) =>
      toRecovery(await updateRecovery(ground, tx, actor, input)),
    ),
    closeRecovery: os.closeRecovery.handler(async ({ input, context: { tx, actor } }) =>
      toRecovery(await closeRecovery(ground, tx, actor, input)),
    ),
    reopenRecovery: os.reopenRecovery.handler(async ({ input, context: { tx, actor } }) =>
      toRecovery(await reopenRecovery(ground, tx, actor, input.id)),
    ),
  })
}
