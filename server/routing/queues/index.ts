import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { forgetProfile } from './queries.ts'
import { queueRoutes } from './routes.ts'

/** Who is given what, as a house settles it: the switch of routing, queues, skills, what partners may be given. */
export function createQueues(ground: Ground) {
  const chores: Partial<Chores> = {
    subscribers: [
      {
        name: 'queues.left',
        on: ['member.deactivated'],
        handle: ({ workspaceId, subject }) =>
          ground.db.inWorkspace(workspaceId, tx => forgetProfile(tx, subject.id)),
      },
    ],
  }
  return { router: queueRoutes(ground), chores }
}
