import { randomInt } from 'node:crypto'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import type { ResolveName } from '#server/platform/outside.ts'
import { type AlertDeps, tellDisabled } from './webhooks/alert.ts'
import { type Courier, startCourier } from './webhooks/courier.ts'
import type { InnerNetworks } from './webhooks/place.ts'
import { createPost } from './webhooks/post.ts'
import { forgetDeliveries } from './webhooks/queries.ts'
import { createReadObject, type ReadOne } from './webhooks/read-object.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export { newSecret } from './webhooks/signature.ts'

export interface IntegrationsDeps extends AlertDeps {
  /** How the API answers of what events are about. */
  readers: Record<'conversation' | 'contact' | 'recovery', ReadOne>
  /** Networks inside that webhooks may go to all the same. */
  innerNetworks?: InnerNetworks
  /** Names to addresses; tests turn it. */
  resolveName?: ResolveName
  /** How long an answer may take; shorter in tests. */
  timeoutMs?: number
}

/** How long what was sent is shown. */
const keptMs = 30 * 24 * 3_600_000

/** Other programs: they are told what happens here. */
export function createIntegrations(ground: Ground, deps: IntegrationsDeps) {
  const { readers, innerNetworks, resolveName, timeoutMs } = deps
  const outside = createPost({
    ...(innerNetworks && { isInner: innerNetworks }),
    ...(resolveName && { resolve: resolveName }),
    ...(timeoutMs && { timeoutMs }),
  })
  let courier: Courier | undefined
  const chores: Partial<Chores> = {
    timers: [
      {
        name: 'integrations.forget_deliveries',
        pattern: '53 3 * * *',
        async run() {
          await forgetDeliveries(ground.db.system, new Date(ground.clock.now().getTime() - keptMs))
        },
      },
    ],
  }
  return {
    router: webhookRoutes(ground, innerNetworks),
    chores,
    start() {
      courier = startCourier({
        ground,
        post: outside.post,
        readObject: createReadObject(ground, readers),
        onDisabled: (tx, webhook, problem) => tellDisabled(ground, deps, tx, webhook, problem),
        random: () => randomInt(1_000_000) / 1_000_000,
      })
    },
    /** Sends all that is due; for tests. */
    settle: async (): Promise<number> => (await courier?.drain()) ?? 0,
    async stop() {
      await courier?.stop()
      outside.close()
    },
  }
}
