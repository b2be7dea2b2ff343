import { setTimeout as pause } from 'node:timers/promises'
import { type CarrierDeps, carryFor } from './carrier.ts'
import { webhooksWithWork } from './queries.ts'

/** Rest between two looks at what there is to carry: what comes meanwhile goes together. */
const restMs = 50

export type Courier = ReturnType<typeof startCourier>

/**
 * Carries for every webhook that has something to send, each on its own: one that is slow holds up nobody else. Looks after
 * each commit, and by the clock for what is due again and what other nodes left.
 */
export function startCourier(deps: CarrierDeps, pollMs = 1000) {
  const { ground } = deps
  const { db, clock, log } = ground
  const carrying = new Map<string, Promise<number>>()
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  async function look(): Promise<void> {
    for (const found of await webhooksWithWork(db.system, clock.now())) {
      if (stopped) return
      if (carrying.has(found.id)) continue
      const carried = carryFor(deps, found, () => stopped)
        .catch(error => {
          log.error({ error, webhook: found.id }, 'a webhook is tried again')
          return 0
        })
        .finally(() => carrying.delete(found.id))
      carrying.set(found.id, carried)
    }
  }

  const rounds = async () => {
    do {
      await pause(restMs)
      again = false
      if (!stopped) await look().catch(error => log.error({ error }, 'webhooks are looked at again'))
    } while (again && !stopped)
  }

  const ring = () => {
    again = true
    if (stopped || looking) return
    looking = rounds().finally(() => {
      looking = undefined
    })
  }

  db.onCommit((_workspace, events) => {
    // Most commits tell nobody anything.
    if (events === undefined || events.length > 0) ring()
  })
  const net = setInterval(ring, pollMs)
  net.unref()
  return {
    ring,
    /** Carries all that is due; for tests. Gives how many posts that took. */
    async drain(): Promise<number> {
      await looking
      let total = 0
      for (;;) {
        await look()
        const tries = await Promise.all(carrying.values())
        total += tries.reduce((sum, one) => sum + one, 0)
        if (tries.length === 0) return total
      }
    },
    async stop() {
      stopped = true
      clearInterval(net)
      await looking
      await Promise.all(carrying.values())
    },
  }
}
