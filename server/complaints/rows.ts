import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { ComplaintDeps } from './settling.ts'

/** How a request stands as a complaint; null where it is none. */
export type State = 'proposed' | 'confirmed' | 'dismissed' | null

/** Of several, the one that counts. */
export const weightiestOf = (states: State[]): State =>
  states.reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one), null)

/** The more it is a complaint, the more it counts. */
export const weightOf = (state: State): number => (state === 'confirmed' ? 2 : state === 'proposed' ? 1 : 0)

/** What a request is as a complaint that is proposed or confirmed. */
export async function complainingIn(tx: Tx, id: string) {
  const { rows } = await sql<{
    state: 'proposed' | 'confirmed'
    message_id: string | null
    settled_by: string | null
    sent_at: Date
  }>`
    select c.complaint as state, x.message_id, x.settled_by, x.sent_at from complaints x
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

/** Holds both conversations, in one order. */
export async function lockAll(tx: Tx, ids: string[]): Promise<void> {
  await sql`
    select from conversations where workspace_id = ${tx.workspaceId} and id = any (${ids}::uuid[])
    order by id for update`.execute(tx)
}

/** Complaints that are joined into it still, directly or by way of others. */
export async function stillJoined(
  tx: Tx,
  id: string,
): Promise<{ id: string; state: State; messageId: string | null }[]> {
  const { rows } = await sql<{ id: string; state: State; messageId: string | null }>`
    with recursive family (id) as (
      select ${id}::uuid
      union
      select c.id from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    select c.id, c.complaint as state, x.message_id as "messageId" from family f
    join conversations c on c.workspace_id = ${tx.workspaceId} and c.id = f.id
    join complaints x on x.workspace_id = c.workspace_id and x.conversation_id = c.id
    where c.id <> ${id} and c.complaint in ('proposed', 'confirmed')
    order by c.id`.execute(tx)
  return rows
}

/** What was said of the one complaint is said of the other; what the joining itself said is there already. */
export async function moveActs(tx: Tx, from: string, to: string, since: string | null): Promise<void> {
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

/** Makes it no complaint, and never one. */
export async function forget(tx: Tx, id: string): Promise<void> {
  await sql`
    delete from complaints where workspace_id = ${tx.workspaceId} and conversation_id = ${id}`.execute(tx)
  await sql`
    update conversations set complaint_due_at = '9999-12-31 00:00:00+00', complaint_due_kind = null, complaint_due_state = null
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
}

/** Writes how it stands as a complaint on the conversation, and nothing else. */
export async function standAs(tx: Tx, id: string, state: State, now: Date): Promise<void> {
  await tx
    .updateTable('conversations')
    .set(eb => ({ complaint: state, version: eb('version', '+', 1), updated_at: now }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Tells that complaints changed requests. */
export async function tellMoved({ ground }: ComplaintDeps, tx: Tx, ids: string[]): Promise<void> {
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
