import { type Kysely, sql } from 'kysely'
import type { DB } from '#server/platform/db.ts'

/** A workspace that a node decides for, and since which epoch. */
export interface Lease {
  workspaceId: string
  epoch: number
}

/**
 * Takes what nobody holds any more, and renews what this node holds: by the database's clock, so that nodes need not agree
 * on the time. A lease that was lost meanwhile, even to nobody, comes back under a new epoch.
 */
export async function takeLeases(db: Kysely<DB>, holder: string, ms: number): Promise<Lease[]> {
  const until = sql`clock_timestamp() + ${ms} * interval '1 millisecond'`
  // A write of ours holds its row for an instant: that is waited for, where a stranger's is left for the next time. By the
  // one instant of the statement, a lease is either kept or taken.
  const { rows } = await sql<{ workspace_id: string; epoch: number }>`
    with kept as (
      update dispatchers set until = ${until}
      where holder = ${holder} and until > now()
      returning workspace_id, epoch
    ), taken as (
      update dispatchers d set holder = ${holder}, until = ${until}, epoch = d.epoch + 1
      where d.workspace_id in (
        select f.workspace_id from dispatchers f where f.until <= now() for update skip locked
      )
      returning d.workspace_id, d.epoch
    )
    select * from kept union all select * from taken`.execute(db)
  return rows.map(({ workspace_id, epoch }) => ({ workspaceId: workspace_id, epoch }))
}

/** Gives up all that a node holds, so that another one need not wait for its end. */
export async function dropLeases(db: Kysely<DB>, holder: string): Promise<void> {
  await sql`update dispatchers set until = '-infinity' where holder = ${holder}`.execute(db)
}

/** True for the answer of the database to a write under an old epoch: nothing of it was kept. */
export const isFenced = (error: unknown): boolean => (error as { code?: string }).code === 'BR001'
