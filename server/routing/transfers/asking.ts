import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'

/** Gives what was handed on back to whoever had it, where nobody has it by now. */
export type HandBack = (tx: Tx, to: { id: string; memberId: string }) => Promise<boolean>

interface Ended {
  id: string
  conversationId: string
  contactId: string
  teamId: string | null
  toMemberId: string | null
  /** Who had it, where they may have it again. */
  backTo: string | null
}

const ended = sql`
  t.id, t.conversation_id as "conversationId", c.contact_id as "contactId", c.team_id as "teamId",
  t.to_member_id as "toMemberId", (
    select m.id from members m
    where m.workspace_id = t.workspace_id and m.id = t.from_member_id and m.status = 'active'
  ) as "backTo"`

/** Whoever was asked for a request has answered; undefined where nobody had handed it on to them. */
export async function endAsked(
  ground: Ground,
  tx: Tx,
  {
    conversationId,
    memberId,
    state,
  }: { conversationId: string; memberId: string; state: 'given' | 'declined' },
): Promise<Ended | undefined> {
  const { rows } = await sql<Ended>`
    update transfers t set state = ${state}, ended_at = ${ground.clock.now()}
    from conversations c
    where t.workspace_id = ${tx.workspaceId} and t.conversation_id = ${conversationId} and t.state = 'asked'
      and t.to_member_id = ${memberId} and c.workspace_id = t.workspace_id and c.id = t.conversation_id
    returning ${ended}`.execute(tx)
  const [one] = rows
  if (one && state === 'declined')
    await tellEnd(ground, tx, { kind: 'member', id: memberId }, one, 'declined')
  return one
}

/** Says that a transfer ended without being taken. */
export async function tellEnd(
  { recordEvent }: Ground,
  tx: Tx,
  actor: EventActor,
  { id, conversationId, contactId, teamId, toMemberId, backTo }: Ended,
  state: 'declined' | 'unanswered' | 'taken_back',
): Promise<void> {
  await recordEvent(tx, {
    type: 'conversation.transfer_ended',
    actor,
    subject: { kind: 'conversation', id: conversationId },
    conversationId,
    contactId,
    data: { transferId: id, assigneeId: backTo, teamId, toMemberId, state },
  })
}

/**
 * What was handed on to somebody who cannot take it any more, or did not in time, goes back to whoever had it; where they
 * left, it waits in its queue. Gives the conversations.
 */
export async function returnUnanswered(
  ground: Ground,
  handBack: HandBack,
  workspaceId: string,
): Promise<string[]> {
  const { db, clock } = ground
  if (!(await isSomebodyAsked(ground, workspaceId))) return []
  return db.inWorkspace(workspaceId, async tx => {
    const now = clock.now()
    // Somebody took it by hand, or it was closed.
    await sql`
      update transfers t set ended_at = ${now}, state = case when c.assignee_id = t.to_member_id then 'given' else 'replaced' end
      from conversations c
      where t.workspace_id = ${workspaceId} and t.state = 'asked' and c.workspace_id = t.workspace_id
        and c.id = t.conversation_id and (c.assignee_id is not null or c.status = 'closed')`.execute(tx)
    const { rows } = await sql<Ended>`
      update transfers t set state = 'unanswered', ended_at = ${now}
      from conversations c
      where t.workspace_id = ${workspaceId} and t.state = 'asked' and c.workspace_id = t.workspace_id
        and c.id = t.conversation_id and not exists (
          select from work_items w
          join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id and v.ended_at is null
          where w.workspace_id = t.workspace_id and w.conversation_id = t.conversation_id and w.ended_at is null
        ) and (
          t.ends_at <= ${now}
          or not exists (select from dispatchers d where d.workspace_id = t.workspace_id)
          or not exists (
            select from work_states s
            join members m on m.workspace_id = s.workspace_id and m.id = s.member_id and m.status = 'active'
            where s.workspace_id = t.workspace_id and s.member_id = t.to_member_id
              and s.status = 'available' and not s.is_silent and is_reached(s)
          )
          or exists (
            select from work_items w
            join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id and v.member_id = t.to_member_id
            where w.workspace_id = t.workspace_id and w.conversation_id = t.conversation_id
              and v.at >= t.at and v.outcome in ('missed', 'declined')
          )
        )
      returning ${ended}`.execute(tx)
    for (const one of rows) {
      await tellEnd(ground, tx, system, one, 'unanswered')
      if (one.backTo) await handBack(tx, { id: one.conversationId, memberId: one.backTo })
    }
    return rows.map(({ conversationId }) => conversationId)
  })
}

async function isSomebodyAsked({ db }: Ground, workspaceId: string): Promise<boolean> {
  const row = await db.system
    .selectFrom('transfers')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'asked')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
