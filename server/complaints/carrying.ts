import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { copyTo, datesOf, keepBefore } from './copies.ts'
import { showDue } from './queries.ts'
import { type ComplaintDeps, goHome, say } from './settling.ts'

/**
 * A complaint that becomes part of another request, or whose message becomes a request of its own, is one there too, with
 * the clocks that began first: nothing stops being a complaint without a reason (CMP-1, CMP-2).
 */
export async function carryComplaint(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const isJoined = event.type === 'conversation.joined'
  const to = isJoined ? event.conversationId : event.subject.id
  const from = isJoined ? event.subject.id : event.conversationId
  if (!to || !from) return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    const known = await complainingIn(tx, from)
    if (!known) return
    // What was split off without the message that complains is something else.
    if (!isJoined && !(await holds(tx, to, known.message_id))) return
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
    if (isJoined) await keepBefore(tx, to, { complaint: target.complaint, row }, now)
    await showDue(tx, [to], now)
    if (weightOf(target.complaint) >= weightOf(known.state)) return
    const { settled_by: settledBy, state } = known
    const by = settledBy ? { kind: 'member' as const, id: settledBy } : { kind: 'system' as const, id: null }
    await say(atOnce, tx, by, target, state, { fromId: from })
    if (state === 'confirmed') await goHome(deps, tx, by, target)
  })
}

export type State = 'proposed' | 'confirmed' | 'dismissed' | null

/** The more it is a complaint, the more it counts. */
export const weightOf = (state: State): number => (state === 'confirmed' ? 2 : state === 'proposed' ? 1 : 0)

async function complainingIn(tx: Tx, id: string) {
  const { rows } = await sql<{
    state: 'proposed' | 'confirmed'
    message_id: string | null
    settled_by: string | null
  }>`
    select c.complaint as state, x.message_id, x.settled_by from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id} and c.complaint in ('proposed', 'confirmed')`.execute(
    tx,
  )
  return rows[0]
}

/** True where a message is in a conversation. */
export async function holds(tx: Tx, conversationId: string, messageId: string | null): Promise<boolean> {
  if (!messageId) return false
  const { rows } = await sql`
    select from messages
    where workspace_id = ${tx.workspaceId} and conversation_id = ${conversationId} and id = ${messageId}`.execute(
    tx,
  )
  return rows.length > 0
}
