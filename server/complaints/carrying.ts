import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { showDue } from './queries.ts'
import { type ComplaintDeps, say } from './settling.ts'

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
    await copyTo(tx, from, to)
    await showDue(tx, [to], deps.ground.clock.now())
    if (weightOf(target.complaint) >= weightOf(known.state)) return
    const { settled_by: settledBy, state } = known
    const by = settledBy ? { kind: 'member' as const, id: settledBy } : { kind: 'system' as const, id: null }
    await say(deps, tx, by, target, state, { fromId: from })
  })
}

/**
 * Undoes what carryComplaint did: the complaint left with the request that it came in. Where nothing else complains, it is
 * dismissed here, and the reason says where it is: one complaint is counted once, with one clock.
 */
export async function leaveComplaint(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const { id: to } = event.subject
  const { fromId: from } = event.data
  if (typeof from !== 'string') return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    const left = await tx
      .selectFrom('conversations')
      .selectAll()
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', from)
      .where('complaint', 'in', ['proposed', 'confirmed'])
      .forUpdate()
      .executeTakeFirst()
    const [here, there] = [await complainingIn(tx, from), await complainingIn(tx, to)]
    if (!left || !here?.message_id || here.message_id !== there?.message_id) return
    if (await holds(tx, from, here.message_id)) return
    await tx
      .updateTable('complaints')
      .set({ settled_at: deps.ground.clock.now(), settled_by: null })
      .where('workspace_id', '=', tx.workspaceId)
      .where('conversation_id', '=', from)
      .execute()
    const { language } = await deps.workspaceOf(tx)
    const number = await numberOf(tx, to)
    const system = { kind: 'system' as const, id: null }
    const reason = deps.ground.t(language, 'complaint:left', { number })
    await say(deps, tx, system, left, 'dismissed', {}, reason)
  })
}

async function numberOf(tx: Tx, id: string): Promise<number> {
  const { number } = await tx
    .selectFrom('conversations')
    .select('number')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(number)
}

const weightOf = (state: string | null): number => (state === 'confirmed' ? 2 : state === 'proposed' ? 1 : 0)

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

async function holds(tx: Tx, conversationId: string, messageId: string | null): Promise<boolean> {
  if (!messageId) return false
  const { rows } = await sql`
    select from messages
    where workspace_id = ${tx.workspaceId} and conversation_id = ${conversationId} and id = ${messageId}`.execute(
    tx,
  )
  return rows.length > 0
}

/** Where there is one already, the earlier clocks count. */
async function copyTo(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    insert into complaints (workspace_id, conversation_id, message_id, words, rule_id, proposed_by, proposed_at, sent_at,
      settled_at, settled_by, acknowledge_by, acknowledged_at, answer_by, answered_at, held_until,
      acknowledge_warn_at, acknowledge_warned_at, acknowledge_missed_at, answer_warn_at, answer_warned_at, answer_missed_at,
      cause_id, outcome, concluded_at, concluded_by, first_sent_at, first_message_id)
    select workspace_id, ${to}, message_id, words, rule_id, proposed_by, proposed_at, sent_at,
      settled_at, settled_by, acknowledge_by, acknowledged_at, answer_by, answered_at, held_until,
      acknowledge_warn_at, acknowledge_warned_at, acknowledge_missed_at, answer_warn_at, answer_warned_at, answer_missed_at,
      cause_id, outcome, concluded_at, concluded_by, first_sent_at, first_message_id
    from complaints where workspace_id = ${tx.workspaceId} and conversation_id = ${from}
    on conflict (workspace_id, conversation_id) do update set
      sent_at = least(complaints.sent_at, excluded.sent_at),
      acknowledge_by = least(complaints.acknowledge_by, excluded.acknowledge_by),
      first_message_id = case when excluded.first_sent_at < complaints.first_sent_at
        then excluded.first_message_id else complaints.first_message_id end,
      first_sent_at = least(complaints.first_sent_at, excluded.first_sent_at),
      answer_by = least(complaints.answer_by, excluded.answer_by),
      acknowledge_warn_at = least(complaints.acknowledge_warn_at, excluded.acknowledge_warn_at),
      answer_warn_at = least(complaints.answer_warn_at, excluded.answer_warn_at),
      acknowledged_at = case when excluded.sent_at < complaints.sent_at
        then excluded.acknowledged_at else complaints.acknowledged_at end`.execute(tx)
}
