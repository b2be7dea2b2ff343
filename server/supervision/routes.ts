import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { BoardName } from '#contract/supervision.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { type ActDeps, actRoutes } from './act-routes.ts'
import { alertRoutes } from './alert-routes.ts'
import { boardNamed, boardsOf } from './boards.ts'
import { placesOf } from './counting.ts'
import { createLink, linksOf, revokeLink } from './links.ts'
import { contestState, pickingOver, stateHistory } from './looking-back.ts'
import { saveSupervisionSettings, supervisionSettings } from './settings.ts'
import { fewest } from './team-day.ts'
import { teamStates, teamStatesVersion } from './team-states.ts'
import { boardIn, type Watching } from './watching.ts'

const os = implement(contract.supervision).$context<RequestContext>().use(guard)

/** The routes of supervision. */
export function supervisionRoutes(ground: Ground, watching: Watching, deps: ActDeps) {
  return os.router({
    ...alertRoutes(ground),
    ...actRoutes(ground, deps),

    stateHistory: os.stateHistory.handler(async ({ input, context: { tx, actor } }) => {
      const { member, items } = await stateHistory(tx, actor, input, ground.clock.now())
      return {
        member,
        items: items.map(({ from, until, ...stretch }) => ({
          ...stretch,
          from: from.toISOString(),
          until: until?.toISOString() ?? null,
        })),
      }
    }),

    contestState: os.contestState.handler(async ({ input, context: { tx, actor } }) => {
      await contestState(ground, tx, actor, input)
      return { done: true as const }
    }),

    picking: os.picking.handler(async ({ input, context: { tx, language } }) => {
      const to = ground.clock.now()
      const from = new Date(to.getTime() - input.days * 86_400_000)
      return {
        metric: 'picking' as const,
        version: 1,
        definition: ground.t(language, 'supervision:picking'),
        from: from.toISOString(),
        to: to.toISOString(),
        teams: await pickingOver(tx, from, to),
      }
    }),

    teamStates: os.teamStates.handler(async ({ input, context: { tx, actor, language } }) => {
      const { hours, ...more } = await teamStates(tx, actor, input, ground.clock.now())
      return {
        metric: 'team_states' as const,
        version: teamStatesVersion,
        definition: ground.t(language, 'supervision:team_states', { fewest }),
        fewest,
        hours: hours.map(({ from, to, states }) => ({
          from: from.toISOString(),
          to: to.toISOString(),
          states,
        })),
        ...more,
      }
    }),

    boards: os.boards.handler(async ({ context: { tx } }) => ({ items: boardsOf(await placesOf(tx)) })),

    board: os.board.handler(async ({ input, context: { tx } }) => {
      await requireBoard(tx, input.board)
      const found = boardIn(await watching.now(tx), input.board)
      if (!found) throw new NotFound('wallboard')
      return found.board
    }),

    settings: os.settings.handler(({ context: { tx } }) => supervisionSettings(tx)),

    saveSettings: os.saveSettings.handler(({ input, context: { tx, actor } }) =>
      saveSupervisionSettings(ground, tx, actor, input),
    ),

    links: os.links.handler(async ({ context: { tx } }) => ({ items: await linksOf(tx, await naming(tx)) })),

    createLink: os.createLink.handler(async ({ input, context: { tx, actor } }) => {
      const board = await requireBoard(tx, input.board)
      const { id, secret } = await createLink(ground, tx, actor, { ...input, board })
      const [link] = await linksOf(tx, () => board, id)
      // After the #, which browsers send to nobody: no log of any server keeps the secret.
      return { ...link!, url: `${ground.publicUrl}/wall#${secret}` }
    }),

    revokeLink: os.revokeLink.handler(async ({ input, context: { tx, actor } }) => {
      await revokeLink(ground, tx, actor, input.id)
      return { done: true as const }
    }),
  })
}

async function naming(tx: Tx): Promise<(key: string) => BoardName | undefined> {
  const places = await placesOf(tx)
  return key => boardNamed(places, key)
}

async function requireBoard(tx: Tx, key: string): Promise<BoardName> {
  const board = (await naming(tx))(key)
  if (!board) throw new NotFound('wallboard')
  return board
}
