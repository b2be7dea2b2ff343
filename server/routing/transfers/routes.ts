import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { conversationFor } from '#server/conversations/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { escalate, handOn, type TransferDeps } from './handing-on.ts'
import { escalatedBy, shownTransfer, transferFor, transfersOf } from './queries.ts'
import { takeBackTransfer } from './taking-back.ts'

const os = implement(contract.transfers).$context<RequestContext>().use(guard)

/** Routes of handing on: to people, to teams, from partners up to the house. */
export function transferRoutes(ground: Ground, deps: TransferDeps) {
  return os.router({
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return { items: (await transfersOf(tx, actor, input.id)).map(shownTransfer) }
    }),
    create: os.create.handler(async ({ input, context: { tx, actor } }) => {
      const { memberId, teamId, skillId, level, ...rest } = input
      // One of these, says the contract.
      const to = memberId ? { memberId } : skillId ? { skillId, level } : { teamId: teamId! }
      const id = await handOn(ground, deps, tx, actor, { ...rest, to })
      return shownTransfer(await transferFor(tx, actor, id))
    }),
    escalate: os.escalate.handler(async ({ input, context: { tx, actor } }) => {
      const id = await escalate(ground, deps, tx, actor, input)
      return (await escalatedBy(tx, actor, id))[0]!
    }),
    escalated: os.escalated.handler(async ({ context: { tx, actor } }) => ({
      items: await escalatedBy(tx, actor),
    })),
    takeBack: os.takeBack.handler(async ({ input, context: { tx, actor } }) => ({
      conversationId: await takeBackTransfer(ground, deps, tx, actor, input.id),
    })),
  })
}
