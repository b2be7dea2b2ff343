import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'

/** What belongs to a card by itself, and remembers the card it was made for. */
export const ownTables = ['identities', 'conversations', 'external_records', 'consent_entries'] as const

/** What hangs on a conversation, and follows it to whoever it belongs to. */
export const hangingTables = ['survey_invitations', 'survey_refusals', 'recoveries', 'request_links'] as const

/**
 * What names a card and does not move: facts of the past, and what is said of the cards themselves. Rights, holds and
 * erasures are looked for on every card of a person, those merged away too.
 */
export const stayingTables = ['events', 'data_exports', 'erasures', 'legal_holds', 'rights_requests'] as const

export type Moved = Record<(typeof ownTables)[number], number>

/** Everything that a card shows goes to another. */
export async function moveIn(tx: Tx, from: string, to: string, now: Date): Promise<Moved> {
  const moved = {} as Moved
  for (const table of ownTables) {
    const { numAffectedRows } = await sql`
      update ${sql.table(table)}
      set contact_id = ${to}, home_contact_id = nullif(coalesce(home_contact_id, contact_id), ${to}::uuid)
        ${touched(table, now)}
      where workspace_id = ${tx.workspaceId} and contact_id = ${from}`.execute(tx)
    moved[table] = Number(numAffectedRows ?? 0)
  }
  for (const table of hangingTables)
    await sql`
      update ${sql.table(table)} set contact_id = ${to}
      where workspace_id = ${tx.workspaceId} and contact_id = ${from}`.execute(tx)
  return moved
}

/** What was made for one of these cards comes back to the first of them, also what came since. */
export async function moveOut(
  tx: Tx,
  { from, to, family }: { from: string; to: string; family: string[] },
  now: Date,
): Promise<void> {
  for (const table of ownTables)
    await sql`
      update ${sql.table(table)}
      set contact_id = ${to}, home_contact_id = nullif(home_contact_id, ${to}::uuid) ${touched(table, now)}
      where workspace_id = ${tx.workspaceId} and contact_id = ${from}
        and home_contact_id = any (${family}::uuid[])`.execute(tx)
  for (const table of hangingTables)
    await sql`
      update ${sql.table(table)} h set contact_id = ${to}
      from conversations c
      where h.workspace_id = ${tx.workspaceId} and h.contact_id = ${from}
        and c.workspace_id = ${tx.workspaceId} and c.id = h.conversation_id and c.contact_id = ${to}`.execute(
      tx,
    )
}

/** Programs that follow conversations by their change hear that the person is another. */
const touched = (table: (typeof ownTables)[number], now: Date) =>
  table === 'conversations' ? sql`, updated_at = greatest(updated_at, ${now})` : sql``
