import type { Ground } from '#server/platform/ground.ts'
import { type BoardsLiveOptions, createBoardsLive } from './live.ts'
import { supervisionRoutes } from './routes.ts'
import { createWatching, type WatchingDeps } from './watching.ts'

export type SupervisionDeps = Omit<WatchingDeps, 'alertsOf'>

/** What those who lead see of now, and do about it. */
export function createSupervision(ground: Ground, deps: SupervisionDeps) {
  const watching = createWatching(ground, { ...deps, alertsOf: async () => [] })
  let live: ReturnType<typeof createBoardsLive> | undefined
  return {
    router: supervisionRoutes(ground, watching),
    /** Opens the line of the boards. */
    listen(options: BoardsLiveOptions) {
      live = createBoardsLive(ground, watching, options)
    },
    async stop() {
      live?.close()
      await watching.close()
    },
  }
}
