import { sql } from 'kysely'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { type DeskDeps, workRoutes } from './routes.ts'
import { leaveWork } from './states.ts'

export { createBell, type Screens } from './bell.ts'
export type { DeskDeps } from './routes.ts'

/** How long it is kept what people said of themselves (EMP-5). */
const monthsKept = 12

/** The desk of routing: how people are, what they are offered, and why. */
export function createDesk(ground: Ground, deps: DeskDeps) {
  const { db, clock } = ground
  const chores: Partial<Chores> = {
    subscribers: [
      {
        name: 'routing.left',
        on: ['member.deactivated'],
        handle: ({ workspaceId, subject }) =>
          db.inWorkspace(workspaceId, tx => leaveWork(ground, tx, subject.id)),
      },
    ],
    timers: [
      {
        name: 'routing.purge_work_states',
        pattern: '27 3 * * *',
        async run() {
          await sql`
            delete from work_state_changes
            where at < ${clock.now()}::timestamptz - make_interval(months => ${monthsKept})`.execute(
            db.system,
          )
        },
      },
    ],
  }
  return { router: workRoutes(ground, deps), chores }
}
