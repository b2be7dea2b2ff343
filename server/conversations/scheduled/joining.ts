import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { refreshScheduled } from './queries.ts'

/** Scheduled replies go where their conversation goes on, and wait there for somebody to look. */
export async function joinScheduled(tx: Tx, from: string, to: string, now: Date): Promise<void> {
  const { rows } = await sql`
    update scheduled_replies r set conversation_id = ${to}, home_id = coalesce(r.home_id, ${from})
    where r.workspace_id = ${tx.workspaceId} and r.conversation_id = ${from}
    returning r.id`.execute(tx)
  if (rows.length === 0) return
  for (const id of [from, to]) await refreshScheduled(tx, id, now)
}

/** They go back with what they were written in. */
export async function separateScheduled(tx: Tx, back: string, from: string, now: Date): Promise<void> {
  const { rows } = await sql`
    with recursive family (id) as (
      select ${back}::uuid
      union
      select c.id from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    update scheduled_replies r set conversation_id = ${back}, home_id = nullif(r.home_id, ${back})
    where r.workspace_id = ${tx.workspaceId} and r.conversation_id = ${from}
      and r.home_id in (select id from family)
    returning r.id`.execute(tx)
  if (rows.length === 0) return
  for (const id of [from, back]) await refreshScheduled(tx, id, now)
}
