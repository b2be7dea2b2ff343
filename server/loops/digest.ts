import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'

/** Most lines: what does not fit on a screen is read on the list. */
const most = 10

/** Recoveries that this person follows and that are still open, the soonest deadline first. */
export async function recoveriesOfMe(tx: Tx, reader: Actor, since: Date, now: Date) {
  const { rows } = await sql<{ id: string; name: string; opened_at: Date; due_at: Date }>`
    select r.id, p.name, r.opened_at, r.due_at
    from recoveries r join contacts p on p.workspace_id = r.workspace_id and p.id = r.contact_id
    where r.workspace_id = ${tx.workspaceId} and r.owner_id = ${reader.id} and r.closed_at is null
    order by r.due_at, r.id
    limit 500`.execute(tx)
  return {
    kind: 'recoveries' as const,
    total: rows.length,
    hasNews: rows.some(row => row.opened_at > since || (row.due_at > since && row.due_at < now)),
    lines: rows.slice(0, most).map(row => ({
      title: row.name,
      path: `/loops/recoveries/${row.id}`,
      at: row.due_at,
      isLate: row.due_at < now,
    })),
  }
}
