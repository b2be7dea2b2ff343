import type { Ground } from '#server/platform/ground.ts'
import type { ConsultDeps } from './consulting.ts'
import { consultChores } from './hearing.ts'
import { consultRoutes } from './routes.ts'

export type { ConsultDeps } from './consulting.ts'

/** Questions that people ask colleagues inside a conversation; whoever has it keeps it. */
export function createConsults(ground: Ground, deps: ConsultDeps) {
  return { router: consultRoutes(ground, deps), chores: consultChores(ground) }
}
