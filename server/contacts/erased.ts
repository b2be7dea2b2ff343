import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
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
