import { sql } from 'kysely'
import type { Ground } from './ground.ts'
import type { Chores } from './jobs.ts'

/** What the ground needs done by the clock: an end to what is kept for a day. */
export function housekeeping({ db }: Pick<Ground, 'db'>): Pick<Chores, 'timers'> {
  return {
    timers: [
      {
        name: 'platform.forget_answers',
        pattern: '29 * * * *',
        async run() {
          // Not the clock of the program: the answers are dated by the database.
          await sql`delete from idempotency_keys where created_at < now() - interval '24 hours'`.execute(
            db.system,
          )
        },
      },
    ],
  }
}
