import { sql } from 'kysely'
import type { RoutingOf } from '#contract/work.ts'
import { conversationFor } from '#server/conversations/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isRouted } from './states.ts'
import { type WaitingDeps, whyWaiting } from './waiting.ts'
import { type StoredWhy, shownWhy } from './why.ts'

export type StandingDeps = WaitingDeps

interface ItemRow {
  id: string
  state: RoutingOf['state']
  t0: Date
  since: Date
  team_id: string | null
  member_id: string | null
  held_as: string | null
  is_suspended: boolean | null
  why: StoredWhy
  how: string | null
  language: string | null
  team: string | null
}

const nothing: RoutingOf = {
  ...{ state: null, enteredAt: null, since: null, teamId: null, memberId: null },
  ...{ isAside: false, why: null, waiting: null, history: [] },
}

/** Where routing has a conversation: why whoever has it has it, or why nobody does yet, and what was decided. */
export async function routingOf(
  { clock }: Ground,
  deps: StandingDeps,
  tx: Tx,
  actor: Actor,
  conversationId: string,
): Promise<RoutingOf> {
  await conversationFor(tx, actor, conversationId)
  const item = (await isRouted(tx)) ? await latestItem(tx, conversationId) : undefined
  if (!item) return nothing
  const { state, t0, since, team_id: teamId, member_id: memberId, how } = item
  return {
    state,
    enteredAt: t0.toISOString(),
    since: since.toISOString(),
    teamId,
    memberId,
    isAside: item.is_suspended === true,
    why: memberId && how !== 'by_hand' ? shownWhy(item.why, item) : null,
    waiting:
      state === 'queued' ? await whyWaiting(deps, tx, { actor, now: clock.now(), conversationId }) : null,
    history: await historyOf(tx, conversationId),
  }
}

async function latestItem(tx: Tx, conversationId: string): Promise<ItemRow | undefined> {
  const { rows } = await sql<ItemRow>`
    select w.id, w.state, w.t0, w.since, w.team_id, v.member_id, v.state as held_as, v.is_suspended, v.why, v.how,
      t.name as team, case when c.language = any (m.languages) then c.language end as language
    from work_items w
    join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
    left join teams t on t.workspace_id = w.workspace_id and t.id = w.team_id
    left join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id and v.ended_at is null
    left join members m on m.workspace_id = w.workspace_id and m.id = v.member_id
    where w.workspace_id = ${tx.workspaceId} and w.conversation_id = ${conversationId}
    order by w.ended_at desc nulls first, w.t0 desc, w.id
    limit 1`.execute(tx)
  return rows[0]
}

/** The last decisions on a conversation, oldest first. */
async function historyOf(tx: Tx, conversationId: string): Promise<RoutingOf['history']> {
  const { rows } = await sql<{
    id: number
    at: Date
    kind: string
    member_id: string | null
    team_id: string | null
  }>`
    select * from (
      select e.id, e.at, e.kind, e.member_id, case when e.kind = 'queued' then (e.data ->> 'teamId')::uuid end as team_id
      from routing_events e
      join work_items w on w.workspace_id = e.workspace_id and w.id = e.item_id
      where e.workspace_id = ${tx.workspaceId} and w.conversation_id = ${conversationId}
      order by e.id desc limit 50
    ) latest order by id`.execute(tx)
  return rows.map(({ id, at, kind, member_id, team_id }) => ({
    id,
    at: at.toISOString(),
    kind,
    memberId: member_id,
    teamId: team_id,
  }))
}
