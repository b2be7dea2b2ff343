import type { Tx } from '#server/platform/db.ts'

/** The country whose way of dialling is meant by a number without country code. */
export async function countryOf(tx: Tx): Promise<string> {
  const workspace = await tx
    .selectFrom('workspaces')
    .select('country')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirst()
  return workspace?.country ?? 'FR'
}
