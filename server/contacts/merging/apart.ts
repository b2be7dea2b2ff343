import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { unmerge } from './merge.ts'

/** Takes back the merges between these cards and any other: they stand together, and apart from everybody else. */
export async function standApart(ground: Ground, tx: Tx, ids: string[]): Promise<void> {
  const merges = await tx
    .selectFrom('contact_merges')
    .innerJoin('contacts as from', join =>
      join
        .onRef('from.workspace_id', '=', 'contact_merges.workspace_id')
        .onRef('from.id', '=', 'contact_merges.from_id'),
    )
    .select(['contact_merges.id', 'into_id', 'from_id'])
    .where('contact_merges.workspace_id', '=', tx.workspaceId)
    .where('undone_at', 'is', null)
    .where('from.erased_at', 'is', null)
    .where(eb => eb.or([eb('into_id', 'in', ids), eb('from_id', 'in', ids)]))
    .orderBy('contact_merges.id')
    .execute()
  for (const { id, into_id, from_id } of merges)
    if (ids.includes(into_id) !== ids.includes(from_id)) await unmerge(ground, tx, system, id)
}
