import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import type { ActDeps } from './act-routes.ts'
import { type AlertingDeps, alertTimer } from './alerting.ts'
import { alertRows, openAlerts } from './alerts.ts'
import { boardNamed } from './boards.ts'
import { returnJob } from './lendings.ts'
import { type BoardsLiveOptions, createBoardsLive } from './live.ts'
import { overflowJob } from './openings.ts'
import { supervisionRoutes } from './routes.ts'
import { skillJob } from './skill-lendings.ts'
import { departuresTimer } from './team-states.ts'
import { createWatching, type WatchingDeps } from './watching.ts'

export interface SupervisionDeps
  extends Omit<WatchingDeps, 'alertsOf'>,
    ActDeps,
    Pick<AlertingDeps, 'sendMail'> {}

/** What those who lead see of now, and do about it. */
export function createSupervision(ground: Ground, deps: SupervisionDeps) {
  const watching = createWatching(ground, {
    ...deps,
    alertsOf: async (tx, places) => openAlerts(await alertRows(tx), key => boardNamed(places, key)),
  })
  const chores: Partial<Chores> = {
    jobs: [returnJob(ground, deps), overflowJob(ground), skillJob(ground)],
    timers: [alertTimer(ground, { watching, sendMail: deps.sendMail }), departuresTimer(ground)],
  }
  let live: ReturnType<typeof createBoardsLive> | undefined
  return {
    router: supervisionRoutes(ground, watching, deps),
    chores,
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
