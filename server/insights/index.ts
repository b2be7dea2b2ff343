import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insightRoutes } from './routes.ts'

export interface InsightsDeps {
  /** The place whose days are counted. */
  timeZone: (tx: Tx) => Promise<string>
}

/** Figures over what the other domains keep: it reads all of them, and none reads it. */
export function createInsights(ground: Ground, deps: InsightsDeps) {
  return { router: insightRoutes(ground, deps) }
}
