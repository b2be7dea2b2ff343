import type { StoredEvent } from '#server/platform/events.ts'
import { copyTo, datesOf, keepBefore } from './copies.ts'
import { comeBack } from './following.ts'
import { showDue } from './queries.ts'
import { complainingIn, lockAll, weightOf } from './rows.ts'
import { type ComplaintDeps, goHome, say } from './settling.ts'

/**
 * A complaint that becomes part of another request is one there too, with the clocks that began first: nothing stops being
 * a complaint without a reason (CMP-1, CMP-2).
 */
export async function carryComplaint(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const { conversationId: to } = event
  const { id: from } = event.subject
  if (!to) return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    await lockAll(tx, [from, to])
    if (event.data.because === 'unsplit' && (await comeBack(deps, tx, from, to))) return
    const known = await complainingIn(tx, from)
    if (!known) return
    const target = await tx
      .selectFrom('conversations')
      .selectAll()
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', to)
      .forUpdate()
      .executeTakeFirst()
    if (!target) return
    // One instant for all of it: what people say afterwards is told apart by it.
    const now = deps.ground.clock.now()
    const atOnce = { ...deps, ground: { ...deps.ground, clock: { now: () => now } } }
    const row = await datesOf(tx, to)
    await copyTo(tx, from, to)
    await keepBefore(tx, to, { complaint: target.complaint, row }, now)
    await showDue(tx, [to], now)
    if (weightOf(target.complaint) >= weightOf(known.state)) return
    const { settled_by: settledBy, state } = known
    const by = settledBy ? { kind: 'member' as const, id: settledBy } : { kind: 'system' as const, id: null }
    await say(atOnce, tx, by, target, state, { fromId: from })
    if (state === 'confirmed') await goHome(deps, tx, by, target)
  })
}
