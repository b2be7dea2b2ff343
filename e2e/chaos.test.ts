import { expect, test } from 'vitest'
import { hasPostgres15 } from '#server/platform/testing/postgres-15.ts'
import { liveThroughChaos } from './chaos.ts'
import { hasProgram } from './servers.ts'

const canRun = hasPostgres15() && hasProgram('redis-server') && hasProgram('pgbouncer')

test.skipIf(!canRun)(
  'A19 A18: while nodes are killed and frozen in turn, the database once and Redis once, each item is finished by one person once',
  async () => {
    const outcome = await liveThroughChaos({
      ...{ advisers: 20, items: 360, blows: 6, everyMs: 2000, withinMs: 180_000 },
    })
    expect(outcome).toMatchObject({ faults: [], kills: 1, freezes: 3, databaseRestarts: 1, redisLosses: 1 })
    expect(outcome.epochs).toBeGreaterThan(1)
  },
  300_000,
)
