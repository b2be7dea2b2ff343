import { type Kysely, sql } from 'kysely'
import type { DB } from '#server/platform/db.ts'
import type { Turn } from './core/model.ts'
import type { Lease } from './lease.ts'

/** Writes for whom items that wait are kept: read again by the next dispatcher, and by whoever asks why they wait. */
export async function writeTurns(
  db: Kysely<DB>,
  { workspaceId: ws, epoch }: Lease,
  turns: readonly (Turn & { itemId: string })[],
): Promise<void> {
  if (turns.length === 0) return
  const written = turns.map(({ itemId, name, until }) => ({
    ...{ item: itemId, turn_of: name, turn_until: new Date(until) },
  }))
  await db.transaction().execute(async tx => {
    await sql`select require_epoch(${ws}, ${epoch})`.execute(tx)
    await sql`
      with kept as (
        select w.id, t.turn_of, t.turn_until
        from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as t (item uuid, turn_of text, turn_until timestamptz)
        join work_items w on w.workspace_id = ${ws} and w.id = t.item
        where w.state = 'queued'
        -- In the order of everybody.
        order by w.id for update of w
      )
      update work_items w set turn_of = kept.turn_of, turn_until = kept.turn_until
      from kept where w.workspace_id = ${ws} and w.id = kept.id`.execute(tx)
  })
}
