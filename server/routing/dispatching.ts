import { randomUUID } from 'node:crypto'
import type { Ground } from '#server/platform/ground.ts'
import type { LiveFeed } from '#server/platform/live.ts'
import { dropLeases, takeLeases } from './lease.ts'
import { createShard, type Shard, type ShardDeps } from './shard.ts'

/** How long a lease lasts, and how often it is renewed: a node that is gone is replaced within the sum of both. */
const leaseMs = 2000
const renewMs = 500
const reconcileMs = 10_000

interface Running {
  shard: Shard
  unfollow: () => void
}

/**
 * Decides for the workspaces whose lease this node gets, and for no other. Every node runs one: what a node gives up, loses
 * or leaves behind is taken by another.
 */
export function createDispatching(ground: Ground, feed: LiveFeed, deps: ShardDeps) {
  const { db, log } = ground
  const holder = randomUUID()
  const shards = new Map<string, Running>()
  let renewing: Promise<void> | undefined
  let clocks: NodeJS.Timeout[] = []
  /** Grows whenever a workspace comes or goes. */
  let changes = 0

  return {
    start() {
      clocks = [setInterval(renew, renewMs), setInterval(reconcile, reconcileMs)]
      for (const clock of clocks) clock.unref()
      renew()
    },
    /** Resolves when nothing is left to decide now; for tests. */
    async settle() {
      let before: number
      do {
        before = changes
        await renewing // one that runs already may have looked too early
        renew()
        await renewing
        for (const { shard } of [...shards.values()]) {
          shard.reconcile()
          await shard.idle()
        }
      } while (changes !== before)
    },
    /** Ends what it began to write, and gives up its leases. */
    async stop() {
      for (const clock of clocks) clearInterval(clock)
      await renewing
      const those = [...shards.values()]
      shards.clear()
      for (const { shard, unfollow } of those) {
        unfollow()
        await shard.stop()
      }
      if (those.length > 0)
        await dropLeases(db.system, holder).catch(error => log.warn({ error }, 'leases end by themselves'))
    },
  }

  function renew() {
    renewing ??= takeLeases(db.system, holder, leaseMs)
      .then(async leases => {
        const held = new Map(leases.map(lease => [lease.workspaceId, lease]))
        for (const [workspaceId, { shard }] of shards)
          if (held.get(workspaceId)?.epoch !== shard.lease.epoch) await end(workspaceId)
        for (const lease of leases) if (!shards.has(lease.workspaceId)) await begin(lease)
      })
      .catch(error => log.warn({ error }, 'leases of routing could not be renewed'))
      .finally(() => {
        renewing = undefined
      })
  }

  function reconcile() {
    for (const { shard } of shards.values()) shard.reconcile()
  }

  async function begin(lease: { workspaceId: string; epoch: number }) {
    const early: Parameters<Shard['hear']>[0][] = []
    let shard: Shard | undefined
    // Followed before it is read, so that nothing falls between.
    const { stop } = await feed.follow(lease.workspaceId, events => {
      if (shard) shard.hear(events)
      else early.push(events)
    })
    shard = createShard(ground, deps, lease, () => void end(lease.workspaceId))
    for (const events of early) shard.hear(events)
    changes += 1
    shards.set(lease.workspaceId, { shard, unfollow: stop })
  }

  async function end(workspaceId: string) {
    changes += 1
    const running = shards.get(workspaceId)
    shards.delete(workspaceId)
    running?.unfollow()
    await running?.shard.stop()
  }
}
