import type { Ground } from '#server/platform/ground.ts'
import type { LiveFeed } from '#server/platform/live.ts'
import { type AbsenceDeps, createAbsences } from './absences/index.ts'
import { type ConsultDeps, createConsults } from './consults/index.ts'
import { createBell, createDesk, type DeskDeps, type Screens } from './desk/index.ts'
import { createDispatching } from './dispatching.ts'
import { createParticipations } from './participations/index.ts'
import type { ShardDeps } from './shard.ts'
import { createTransfers, type HomeDeps } from './transfers/index.ts'

export { createTimePromises } from './promises/index.ts'
export { segmentsInPromises } from './promises/queries.ts'
export { createQueues } from './queues/index.ts'
export { requireAgreed } from './transfers/index.ts'

/** Gives every request to a person, in the workspaces that have routing on. */
export function createRouting(
  ground: Ground,
  {
    feed,
    ...deps
  }: DeskDeps &
    HomeDeps &
    ConsultDeps &
    AbsenceDeps &
    Pick<ShardDeps, 'routed' | 'takeBack'> & { feed: LiveFeed },
) {
  let bell: ReturnType<typeof createBell> | undefined
  const dispatching = createDispatching(ground, feed, { ...deps, onWritten: () => bell?.ring() })
  const desk = createDesk(ground, deps)
  return {
    ...desk,
    transfers: createTransfers(ground, deps),
    consults: createConsults(ground, deps),
    participations: createParticipations(ground),
    absences: createAbsences(ground, deps),
    /** Names the screens that are told of their people's work. */
    listen(screens: Screens) {
      bell = createBell(ground, screens)
    },
    start() {
      dispatching.start()
      bell?.start()
    },
    /** Resolves when nothing is left to decide now, and everybody was told; for tests. */
    async settle() {
      await dispatching.settle()
      await bell?.settle()
    },
    async stop() {
      await bell?.stop()
      await dispatching.stop()
    },
  }
}
