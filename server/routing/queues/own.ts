import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'

const tables = {
  team: 'teams',
  site: 'sites',
  partner: 'partners',
  reason: 'reasons',
  skill: 'skills',
  member: 'members',
} as const

/** Refuses what is not of this workspace: ids that somebody gave, by what they are of. */
export async function requireOwn(
  tx: Tx,
  given: { [Kind in keyof typeof tables]?: readonly string[] },
): Promise<void> {
  for (const [kind, ids] of Object.entries(given)) {
    const wanted = new Set(ids)
    if (wanted.size === 0) continue
    const found = await tx
      .selectFrom(tables[kind as keyof typeof tables]) // the keys of the record given
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', 'in', [...wanted])
      .execute()
    if (found.length !== wanted.size) throw new NotFound(kind)
  }
}
