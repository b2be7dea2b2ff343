import type { Pool } from 'pg'
import type { Clock } from '#server/platform/clock.ts'

export type Limit = { max: number; windowSeconds: number }

export type SignInLimits = {
  /** Anything that tries a secret, per address: a call centre signs in at nine from one address. */
  secretPerAddress: Limit
  /** Wrong passwords of one account from one address. */
  passwordPerAccountAndAddress: Limit
  /** Wrong passwords of one account from anywhere: high, because it shuts the real person out too. */
  passwordPerAccount: Limit
  mailPerAddress: Limit
  mailPerAccount: Limit
  /** Every other call, per address. */
  otherPerAddress: Limit
}

export const defaultLimits: SignInLimits = {
  secretPerAddress: { max: 60, windowSeconds: 60 },
  passwordPerAccountAndAddress: { max: 10, windowSeconds: 900 },
  passwordPerAccount: { max: 100, windowSeconds: 900 },
  mailPerAddress: { max: 30, windowSeconds: 900 },
  mailPerAccount: { max: 3, windowSeconds: 900 },
  otherPerAddress: { max: 600, windowSeconds: 60 },
}

export type Throttle = {
  /** Counts one attempt; tells how long to wait when there were too many in the window. */
  take(key: string, limit: Limit): Promise<{ allowed: true } | { allowed: false; retryAfterSeconds: number }>
  /** Forgets the attempts, because one of them turned out right. */
  forget(keys: string[]): Promise<void>
}

/** Counts attempts in the database: every node sees the same count, and a restart forgives nothing. */
export function createThrottle(pool: Pool, clock: Clock): Throttle {
  return {
    async take(key, { max, windowSeconds }) {
      const at = clock.now()
      const { rows } = await pool.query<{ count: number; until: Date }>(countAttempt, [
        key,
        at,
        new Date(at.getTime() + windowSeconds * 1000),
      ])
      const { count, until } = rows[0]!
      if (count <= max) return { allowed: true }
      return {
        allowed: false,
        retryAfterSeconds: Math.max(1, Math.ceil((until.getTime() - at.getTime()) / 1000)),
      }
    },

    async forget(keys) {
      await pool.query('delete from auth.attempt where key = any($1)', [keys])
    },
  }
}

/** One statement, so that a hundred attempts at the same instant are counted as a hundred. */
const countAttempt = `
  insert into auth.attempt as a (key, count, until)
  values ($1, 1, $3)
  on conflict (key) do update set
    count = case when a.until <= $2 then 1 else a.count + 1 end,
    until = case when a.until <= $2 then excluded.until else a.until end
  returning count, until`
