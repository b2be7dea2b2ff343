import type { Ground } from '#server/platform/ground.ts'
import type { LiveFeed } from '#server/platform/live.ts'
import { createDispatching } from './dispatching.ts'
import type { ShardDeps } from './shard.ts'

export { createTimePromises } from './promises/index.ts'
export { queueRoutes } from './queues/routes.ts'

/** Gives every request to a person, in the workspaces that have routing on. */
export function createRouting(ground: Ground, { feed, ...deps }: ShardDeps & { feed: LiveFeed }) {
  return createDispatching(ground, feed, deps)
}
