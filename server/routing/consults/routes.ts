import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { conversationFor } from '#server/conversations/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { shownTransfer, transferFor } from '../transfers/queries.ts'
import { answer, ask, type ConsultDeps, decline, handOverAsked, withdraw } from './consulting.ts'
import { askedOf, consultationFor, consultationsOf, shownConsultation } from './queries.ts'
import { expertiseFor, type Whom } from './whom.ts'

const os = implement(contract.consultations).$context<RequestContext>().use(guard)

/** Routes of questions to colleagues inside a conversation. */
export function consultRoutes(ground: Ground, deps: ConsultDeps) {
  const shown = async (tx: Tx, actor: Actor, id: string) =>
    shownConsultation(await consultationFor(tx, actor, id))
  return os.router({
    mine: os.mine.handler(async ({ context: { tx, actor } }) => ({
      items: (await askedOf(tx, actor)).map(shownConsultation),
    })),
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return { items: (await consultationsOf(tx, actor, input.id)).map(shownConsultation) }
    }),
    expertise: os.expertise.handler(async ({ input, context: { tx, actor } }) => ({
      items: await expertiseFor(ground, tx, actor, await conversationFor(tx, actor, input.id)),
    })),
    ask: os.ask.handler(async ({ input, context: { tx, actor } }) => {
      const { id, question } = input
      return shown(tx, actor, await ask(ground, deps, tx, actor, { id, question, whom: whomOf(input) }))
    }),
    answer: os.answer.handler(async ({ input, context: { tx, actor } }) => {
      await answer(ground, deps, tx, actor, input)
      return shown(tx, actor, input.id)
    }),
    decline: os.decline.handler(async ({ input, context: { tx, actor } }) => {
      await decline(ground, tx, actor, input.id)
      return shown(tx, actor, input.id)
    }),
    withdraw: os.withdraw.handler(async ({ input, context: { tx, actor } }) => {
      await withdraw(ground, tx, actor, input.id)
      return shown(tx, actor, input.id)
    }),
    handOver: os.handOver.handler(async ({ input, context: { tx, actor } }) => {
      const id = await handOverAsked(ground, deps, tx, actor, input)
      return shownTransfer(await transferFor(tx, actor, id))
    }),
  })
}

function whomOf({
  memberId,
  teamId,
  skillId,
  level,
}: {
  memberId?: string | undefined
  teamId?: string | undefined
  skillId?: string | undefined
  level: number
}): Whom {
  if (memberId) return { kind: 'member', id: memberId }
  if (teamId) return { kind: 'team', id: teamId }
  return skillId ? { kind: 'skill', id: skillId, level } : { kind: 'supervisor' }
}
