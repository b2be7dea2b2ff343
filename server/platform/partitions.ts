import { type Kysely, sql } from 'kysely'
import type { DB } from './db.ts'

/** Makes the months around an instant, the next three among them: a row without its month would be refused. */
export async function createPartitions(system: Kysely<DB>, at: Date): Promise<void> {
  await sql`
    select ensure_partitions(${at}::timestamptz - interval '1 month', ${at}::timestamptz + interval '3 months')`.execute(
    system,
  )
}
