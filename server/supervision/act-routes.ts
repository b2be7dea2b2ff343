import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { dayMessageOf, raiseRequest, setDayMessage } from './acts.ts'
import { boardNamed, sliceOf } from './boards.ts'
import { placesOf } from './counting.ts'
import { endLending, type LendingDeps, lend } from './lendings.ts'
import { closeOverflow, openOverflow } from './openings.ts'
import { peopleFor, waitingRequests } from './people.ts'
import { endSkillLending, lendSkill } from './skill-lendings.ts'

const os = implement(contract.supervision).$context<RequestContext>().use(guard)

export interface ActDeps extends LendingDeps {
  /** Who is connected to the desk. */
  connected: (workspaceId: string) => string[]
}

/** The routes of what those who lead see of people and work, and do about it. */
export function actRoutes(ground: Ground, deps: ActDeps) {
  return {
    people: os.people.handler(async ({ input, context: { tx, actor } }) => {
      const { places, slice } = await asked(tx, input.board)
      return peopleFor(tx, actor, places, slice, deps.connected(tx.workspaceId))
    }),

    waitingRequests: os.waitingRequests.handler(async ({ input, context: { tx } }) => {
      const { places, slice } = await asked(tx, input.board)
      return { items: await waitingRequests(tx, places, slice) }
    }),

    lend: os.lend.handler(({ input, context: { tx, actor } }) => lend(ground, deps, tx, actor, input)),

    endLending: os.endLending.handler(async ({ input, context: { tx, actor } }) => {
      await endLending(ground, deps, tx, asEventActor(actor), input.id)
      return { done: true as const }
    }),

    openOverflow: os.openOverflow.handler(({ input, context: { tx, actor } }) =>
      openOverflow(ground, tx, actor, input),
    ),

    closeOverflow: os.closeOverflow.handler(async ({ input, context: { tx, actor } }) => {
      await closeOverflow(ground, tx, asEventActor(actor), input.id)
      return { done: true as const }
    }),

    lendSkill: os.lendSkill.handler(({ input, context: { tx, actor } }) =>
      lendSkill(ground, tx, actor, input),
    ),

    endSkillLending: os.endSkillLending.handler(async ({ input, context: { tx, actor } }) => {
      await endSkillLending(ground, tx, asEventActor(actor), input.id)
      return { done: true as const }
    }),

    raise: os.raise.handler(({ input, context: { tx, actor } }) => raiseRequest(ground, tx, actor, input)),

    dayMessage: os.dayMessage.handler(async ({ context: { tx } }) => {
      const message = await dayMessageOf(tx, ground.clock.now())
      return {
        text: message?.text ?? null,
        at: message?.at.toISOString() ?? null,
        by: message?.by ?? null,
      }
    }),

    setDayMessage: os.setDayMessage.handler(async ({ input, context: { tx, actor } }) => {
      await setDayMessage(ground, tx, actor, input.text)
      return { done: true as const }
    }),
  }
}

async function asked(tx: Tx, key: string) {
  const places = await placesOf(tx)
  const board = boardNamed(places, key)
  if (!board) throw new NotFound('wallboard')
  return { places, slice: sliceOf(board) }
}
