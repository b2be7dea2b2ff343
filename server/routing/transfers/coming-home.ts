import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isRouted } from '../desk/states.ts'
import { endParticipations } from '../participations/participating.ts'

export interface HomeDeps {
  /** Moves a conversation to a team of the house, or takes it from whoever has it, and tells it. */
  takeHome: (
    tx: Tx,
    by: EventActor,
    conversationId: string,
    to: { assigneeId: string | null; teamId: string | null },
  ) => Promise<void>
}

interface Standing {
  assigneeId: string | null
  teamId: string | null
  holderPartnerId: string | null
  teamPartnerId: string | null
}

/**
 * Invariant 6: what became a complaint while a partner had it whose contract has none goes back to the house, as one work
 * item with its first entry and its clocks. Gives who had it, and undefined where the contract leaves it where it is.
 */
export async function bringHome(
  ground: Ground,
  { takeHome }: HomeDeps,
  tx: Tx,
  by: EventActor,
  conversationId: string,
): Promise<{ fromMemberId: string | null } | undefined> {
  if (!(await isRouted(tx))) return undefined
  const contracts = await tx
    .selectFrom('partner_contracts')
    .select(['partner_id', 'escalation_team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('takes_complaints', '=', false)
    .execute()
  const without = new Map(contracts.map(one => [one.partner_id, one.escalation_team_id]))
  if (without.size === 0) return undefined
  const now = await standing(tx, conversationId)
  if (!now) return undefined
  await letGo(ground, tx, by, conversationId, [...without.keys()])
  const { assigneeId, teamId, holderPartnerId, teamPartnerId } = now
  const isHeld = holderPartnerId !== null && without.has(holderPartnerId)
  const isTheirs = teamPartnerId !== null && without.has(teamPartnerId)
  if (!isHeld && !isTheirs) return undefined
  await takeHome(tx, by, conversationId, {
    assigneeId: isHeld ? null : assigneeId,
    teamId: isTheirs
      ? ((await formerTeam(tx, conversationId)) ?? without.get(teamPartnerId) ?? null)
      : teamId,
  })
  return { fromMemberId: isHeld ? assigneeId : null }
}

async function standing(tx: Tx, conversationId: string): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`
    select c.assignee_id as "assigneeId", c.team_id as "teamId", m.partner_id as "holderPartnerId",
      t.partner_id as "teamPartnerId"
    from conversations c
    left join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
    left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
    where c.workspace_id = ${tx.workspaceId} and c.id = ${conversationId} and c.status <> 'closed'
    for update of c`.execute(tx)
  return rows[0]
}

/** The team of the house that had it last. */
async function formerTeam(tx: Tx, conversationId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select t.id from events e
    join teams t on t.workspace_id = e.workspace_id and t.id = (e.data ->> 'fromTeamId')::uuid and t.partner_id is null
    where e.workspace_id = ${tx.workspaceId} and e.conversation_id = ${conversationId}
      and e.type in ('conversation.assigned', 'conversation.updated')
    order by e.id desc
    limit 1`.execute(tx)
  return rows[0]?.id
}

/** Nobody of these partners is asked for it, has it back from whom they asked, or takes part in it any more. */
async function letGo(
  ground: Ground,
  tx: Tx,
  by: EventActor,
  conversationId: string,
  partnerIds: string[],
): Promise<void> {
  await sql`
    update transfers t set state = 'replaced', ended_at = ${ground.clock.now()}
    where t.workspace_id = ${tx.workspaceId} and t.conversation_id = ${conversationId} and t.state = 'asked' and exists (
      select from members m
      where m.workspace_id = t.workspace_id and m.id in (t.from_member_id, t.to_member_id)
        and m.partner_id = any (${partnerIds}::uuid[])
    )`.execute(tx)
  const { rows } = await sql<{ memberId: string }>`
    select p.member_id as "memberId" from participations p
    join members m on m.workspace_id = p.workspace_id and m.id = p.member_id
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${conversationId} and p.ended_at is null
      and m.partner_id = any (${partnerIds}::uuid[])
    order by p.id`.execute(tx)
  for (const { memberId } of rows)
    await endParticipations(ground, tx, by, 'left', { conversationId, memberId })
}
