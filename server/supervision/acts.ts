import { sql } from 'kysely'
import { conversationFor } from '#server/conversations/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'

const mostCreditMs = 30 * 24 * 3_600_000

/** Has a request count as if it had come earlier: its entry stays what it was, so that figures stay true. */
export async function raiseRequest(
  { recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  { id, minutes }: { id: string; minutes: number },
): Promise<{ creditMinutes: number }> {
  const conversation = await conversationFor(tx, actor, id)
  const { rows } = await sql<{ id: string; credit_ms: number }>`
    update work_items
    set credit_ms = greatest(0, least(${mostCreditMs}, credit_ms + ${minutes * 60_000})), version = version + 1
    where workspace_id = ${tx.workspaceId} and conversation_id = ${id} and ended_at is null
    returning id, credit_ms`.execute(tx)
  const [item] = rows
  if (!item) throw new Refused('work.not_routed')
  await recordEvent(tx, {
    type: 'conversation.credited',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: conversation.contact_id,
    data: { minutes },
  })
  return { creditMinutes: Math.round(item.credit_ms / 60_000) }
}

interface MessageRow {
  text: string
  at: Date
  by: string | null
}

/** What is told to everybody on the day of an instant, in the workspace's place. */
export async function dayMessageOf(tx: Tx, now: Date): Promise<MessageRow | undefined> {
  const { rows } = await sql<MessageRow>`
    select d.text, d.at, m.name as by
    from day_messages d
    join workspaces w on w.id = d.workspace_id
    left join members m on m.workspace_id = d.workspace_id and m.id = d.made_by
    where d.workspace_id = ${tx.workspaceId}
      and (d.at at time zone w.time_zone)::date = (${now}::timestamptz at time zone w.time_zone)::date`.execute(
    tx,
  )
  return rows[0]
}

/** Tells everybody something for the day, or takes it away. */
export async function setDayMessage(
  { clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  text: string | null,
): Promise<void> {
  if (text === null) await tx.deleteFrom('day_messages').where('workspace_id', '=', tx.workspaceId).execute()
  else {
    const values = { text, at: clock.now(), made_by: actor.memberId }
    await tx
      .insertInto('day_messages')
      .values({ workspace_id: tx.workspaceId, ...values })
      .onConflict(conflict => conflict.column('workspace_id').doUpdateSet(values))
      .execute()
  }
  await recordEvent(tx, {
    type: text === null ? 'day_message.removed' : 'day_message.set',
    actor: asEventActor(actor),
    subject: { kind: 'workspace', id: tx.workspaceId },
    ...(text !== null && { details: { after: { text } } }),
  })
}
