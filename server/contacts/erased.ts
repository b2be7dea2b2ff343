import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Secrets } from '#server/platform/secrets.ts'

/** Keyed hashes of addresses: they recognise somebody who is met again, and tell nobody who it was. */
export function marksOf(
  secrets: Secrets,
  workspaceId: string,
  identities: { kind: string; value: string }[],
): string[] {
  return identities
    .map(({ kind, value }) => secrets.sign(`erased/${workspaceId}/${kind}/${value}`, 32))
    .sort()
}

/** Those of these addresses that are of somebody who was erased: nothing may bring them back unseen (DAT-6). */
export async function erasedAmong<Identity extends { kind: string; value: string }>(
  secrets: Secrets,
  tx: Tx,
  identities: readonly Identity[],
): Promise<Set<Identity>> {
  if (identities.length === 0) return new Set()
  const marks = new Map(identities.map(one => [one, marksOf(secrets, tx.workspaceId, [one])[0]!]))
  const { rows } = await sql<{ mark: string }>`
    select distinct unnest(marks) as mark from erasures
    where workspace_id = ${tx.workspaceId} and marks && ${[...marks.values()]}::text[]`.execute(tx)
  const known = new Set(rows.map(({ mark }) => mark))
  return new Set(identities.filter(one => known.has(marks.get(one)!)))
}

/**
 * Refuses addresses of somebody who was erased, whoever types, imports or sends them: we do not bring people back. They
 * come back by themselves, when they write to us: that makes a card that knows nothing of the one before, as it would of
 * anybody (a customer is never turned away). Once they have such a card, their address is its own again.
 */
export async function requireNotErased(
  secrets: Secrets,
  tx: Tx,
  identities: readonly { kind: string; value: string }[],
): Promise<void> {
  if ((await erasedAmong(secrets, tx, identities)).size > 0) throw new Refused('contact.was_erased')
}
