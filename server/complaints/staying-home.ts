import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import { type ComplaintDeps, goHome } from './settling.ts'

/** D15: what became a complaint while it was closed, or waited for somebody absent, is not a partner's again once it is open, or they are back. */
export async function stayHome(
  deps: ComplaintDeps,
  { workspaceId, conversationId, subject }: StoredEvent,
): Promise<void> {
  await deps.ground.db.inWorkspace(workspaceId, async tx => {
    if (conversationId) return bringConfirmedHome(deps, tx, [conversationId])
    const held = await tx
      .selectFrom('conversations')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('assignee_id', '=', subject.id)
      .where('complaint', '=', 'confirmed')
      .where('status', '<>', 'closed')
      .execute()
    if (held.length > 0)
      await bringConfirmedHome(
        deps,
        tx,
        held.map(({ id }) => id),
      )
  })
}

/** Of these, what is a confirmed complaint is no partner's whose contract has none. */
export async function bringConfirmedHome(deps: ComplaintDeps, tx: Tx, ids: string[]): Promise<void> {
  const rows = await tx
    .selectFrom('conversations')
    .select(['id', 'number'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .where('complaint', '=', 'confirmed')
    .where('joined_into', 'is', null)
    .orderBy('id')
    .execute()
  for (const row of rows) await goHome(deps, tx, system, row)
}
