import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { isBack } from '../absences/absences.ts'
import type { HandBack } from '../transfers/asking.ts'
import { type NextDeps, takeNext } from './next.ts'
import { acceptOffer, declineOffer } from './offers.ts'
import { routingOf, type StandingDeps } from './standing.ts'
import { declareState, workerOf, workStateOf } from './states.ts'

const os = implement(contract.work).$context<RequestContext>().use(guard)

export type DeskDeps = NextDeps & StandingDeps & { handBack: HandBack }

/** Routes of the desk: how I am, what I am offered, why. */
export function workRoutes(ground: Ground, deps: DeskDeps) {
  return os.router({
    getWorkState: os.getWorkState.handler(({ context: { tx, actor } }) =>
      workStateOf(ground, tx, workerOf(actor)),
    ),
    setWorkState: os.setWorkState.handler(async ({ input, context: { tx, actor } }) => {
      await declareState(ground, tx, workerOf(actor), input)
      if (input.status !== 'away') await isBack(ground, tx, workerOf(actor))
      return workStateOf(ground, tx, workerOf(actor))
    }),
    acceptOffer: os.acceptOffer.handler(({ input, context: { tx, actor } }) =>
      acceptOffer(ground, deps.assign, tx, actor, input.id),
    ),
    declineOffer: os.declineOffer.handler(async ({ input, context: { tx, actor } }) => {
      await declineOffer(ground, deps.handBack, tx, actor, input.id, input.reason)
      return workStateOf(ground, tx, workerOf(actor))
    }),
    nextWork: os.nextWork.handler(({ context: { tx, actor } }) => takeNext(ground, deps, tx, actor)),
    routingOf: os.routingOf.handler(({ input, context: { tx, actor } }) =>
      routingOf(ground, deps, tx, actor, input.id),
    ),
  })
}
