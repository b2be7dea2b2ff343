import type { Selectable } from 'kysely'
import type { Erasure } from '#contract/privacy.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Secrets } from '#server/platform/secrets.ts'

export type ErasureRow = Selectable<DB['erasures']>
/** Rows by part. */
export type Counts = Record<string, number>

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

/** True for an address of somebody who was erased: it is not brought back by an import. */
export async function wasErased(
  secrets: Secrets,
  tx: Tx,
  identity: { kind: string; value: string },
): Promise<boolean> {
  const found = await tx
    .selectFrom('erasures')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('marks', '@>', marksOf(secrets, tx.workspaceId, [identity]))
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Counts as people read them: what there is something of, the largest first. */
export function toParts(counts: Counts, nameOf: (part: string) => string): Erasure['parts'] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([part, count]) => ({ part, name: nameOf(part), count }))
}
