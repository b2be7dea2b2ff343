import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import { holds, type State, weightOf } from './carrying.ts'
import { becomeCopy, copyTo, takeOver } from './copies.ts'
import { reckon } from './listening.ts'
import { showDue } from './queries.ts'
import type { ComplaintDeps } from './settling.ts'

interface Known {
  state: State
  messageId: string | null
  settledAt: Date | null
  /** How it stood before the first complaint was joined into it; null where none was. */
  before: { complaint: State; at: string; row: object | null } | null
}

/**
 * Two requests that were one are two again: the complaint goes back to the one that had it, with what was said of it
 * meanwhile, and the other is what it was (CMP-1, CMP-2).
 */
export async function returnComplaint(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const { id: to } = event.subject
  const { fromId: from } = event.data
  if (typeof from !== 'string') return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    const now = deps.ground.clock.now()
    await lockAll(tx, [from, to])
    const there = await knownOf(tx, from)
    if (!there) return
    const own = await knownOf(tx, to)
    if (there.before) await undo(tx, { from, to, there, own })
    else if (!own && (await holds(tx, to, there.messageId))) {
      // Said in what came for this one, while both were one.
      await copyTo(tx, from, to)
      await moveActs(tx, from, to, null)
      await standAs(tx, to, there.state, now)
      await forget(tx, from)
      await standAs(tx, from, null, now)
    } else return
    for (const id of [from, to]) await reckon(tx, id)
    await showDue(tx, [from, to], now)
    await tell(deps, tx, [from, to])
  })

  async function undo(
    tx: Tx,
    { from, to, there, own }: { from: string; to: string; there: Known; own: Known | undefined },
  ): Promise<void> {
    const now = deps.ground.clock.now()
    const before = there.before!
    const others = await stillJoined(tx, from)
    const isComplaint = weightOf(before.complaint) > 0
    const isTheirs = !isComplaint && others.length === 0 && own !== undefined && weightOf(own.state) > 0
    if (isTheirs) {
      await takeOver(tx, from, to, new Date(before.at))
      await moveActs(tx, from, to, before.at)
      await standAs(tx, to, there.state, now)
    }
    // What somebody said of one that was a complaint by itself stays said.
    const isSaid = !isTheirs && there.settledAt !== null && there.settledAt > new Date(before.at)
    const weightiest = [before.complaint, ...others.map(({ state }) => state)].reduce((one, other) =>
      weightOf(other) > weightOf(one) ? other : one,
    )
    const [first, ...more] = others
    if (before.row) await restore(tx, from, { isAlone: first === undefined })
    else if (first) await becomeCopy(tx, first.id, from, new Date(before.at))
    else await forget(tx, from)
    for (const { id } of before.row ? others : more) await copyTo(tx, id, from)
    await standAs(tx, from, isSaid ? there.state : weightiest, now)
  }
}

async function knownOf(tx: Tx, id: string): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select c.complaint as state, x.message_id as "messageId", x.settled_at as "settledAt", x.before_joining as before
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}`.execute(tx)
  return rows[0]
}

async function lockAll(tx: Tx, ids: string[]): Promise<void> {
  await sql`
    select from conversations where workspace_id = ${tx.workspaceId} and id = any (${ids}::uuid[])
    order by id for update`.execute(tx)
}

/** Complaints that are joined into it still. */
async function stillJoined(tx: Tx, id: string): Promise<{ id: string; state: State }[]> {
  const { rows } = await sql<{ id: string; state: State }>`
    select c.id, c.complaint as state from conversations c
    join complaints x on x.workspace_id = c.workspace_id and x.conversation_id = c.id
    where c.workspace_id = ${tx.workspaceId} and c.joined_into = ${id} and c.complaint in ('proposed', 'confirmed')
    order by c.id`.execute(tx)
  return rows
}

/** What was said of the one complaint is said of the other; what the joining itself said is there already. */
async function moveActs(tx: Tx, from: string, to: string, since: string | null): Promise<void> {
  await sql`
    delete from complaint_acts
    where workspace_id = ${tx.workspaceId} and conversation_id = ${from} and at = ${since}::timestamptz`.execute(
    tx,
  )
  await sql`
    update complaint_acts set conversation_id = ${to}
    where workspace_id = ${tx.workspaceId} and conversation_id = ${from}
      and (${since}::timestamptz is null or at > ${since}::timestamptz)`.execute(tx)
}

/** The clocks of its own again. */
async function restore(tx: Tx, id: string, { isAlone }: { isAlone: boolean }): Promise<void> {
  await sql`
    update complaints x set before_joining = case when ${isAlone} then null else x.before_joining end, sent_at = r.sent_at, acknowledge_by = r.acknowledge_by,
      first_sent_at = r.first_sent_at, first_message_id = r.first_message_id, answer_by = r.answer_by,
      acknowledge_warn_at = r.acknowledge_warn_at, answer_warn_at = r.answer_warn_at, acknowledged_at = r.acknowledged_at,
      acknowledged_message_id = r.acknowledged_message_id,
      acknowledge_warned_at = r.acknowledge_warned_at, acknowledge_missed_at = r.acknowledge_missed_at,
      answer_warned_at = r.answer_warned_at, answer_missed_at = r.answer_missed_at
    from complaints k
    cross join lateral jsonb_populate_record(null::complaints, k.before_joining -> 'row') r
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}
      and k.workspace_id = x.workspace_id and k.conversation_id = x.conversation_id`.execute(tx)
}

async function forget(tx: Tx, id: string): Promise<void> {
  await sql`
    delete from complaints where workspace_id = ${tx.workspaceId} and conversation_id = ${id}`.execute(tx)
  await sql`
    update conversations set complaint_due_at = '9999-12-31 00:00:00+00', complaint_due_kind = null, complaint_due_state = null
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
}

async function standAs(tx: Tx, id: string, state: State, now: Date): Promise<void> {
  await tx
    .updateTable('conversations')
    .set(eb => ({ complaint: state, version: eb('version', '+', 1), updated_at: now }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

async function tell({ ground }: ComplaintDeps, tx: Tx, ids: string[]): Promise<void> {
  const rows = await tx
    .selectFrom('conversations')
    .select(['id', 'contact_id', 'assignee_id', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  for (const { id, ...row } of rows)
    await ground.recordEvent(tx, {
      type: 'conversation.complaint_separated',
      actor: system,
      subject: { kind: 'conversation', id },
      conversationId: id,
      contactId: row.contact_id,
      data: { assigneeId: row.assignee_id, teamId: row.team_id },
    })
}
