import type { Chores } from '#server/platform/jobs.ts'
import { ruleRoutes } from './routes.ts'
import { askRules, type RunningDeps } from './running.ts'

export { recordPastHits } from './past.ts'
export { segmentsInRules } from './queries.ts'

/** Rules that users write: asked once of each message that a customer writes. */
export function createRules(deps: RunningDeps) {
  const chores: Partial<Chores> = {
    subscribers: [
      { name: 'rules.messages', on: ['message.received'], handle: event => askRules(deps, event) },
    ],
  }
  return { router: ruleRoutes(deps), chores }
}
