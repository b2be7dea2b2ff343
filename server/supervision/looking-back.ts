import { sql } from 'kysely'
import type { Picking } from '#contract/supervision.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { managedBy } from './people.ts'

const dayMs = 86_400_000

interface Stretch {
  id: number
  status: 'available' | 'busy' | 'break' | 'away'
  reason: string | null
  from: Date
  until: Date | null
  note: string | null
}

/** What somebody declared in the last days, for themselves and their direct manager; refuses everybody else. */
export async function stateHistory(
  tx: Tx,
  actor: Actor,
  { id, days }: { id: string; days: number },
  now: Date,
): Promise<{ member: { id: string; name: string }; items: Stretch[] }> {
  const member = await tx
    .selectFrom('members')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!member) throw new NotFound('member')
  if (!(await managedBy(tx, actor)).has(id)) throw new Forbidden('supervision.direct_manager')
  const { rows } = await sql<Stretch>`
    select *
    from (
      select id, status, reason, note, at as from, lead(at) over (order by at, id) as until
      from work_state_changes
      where workspace_id = ${tx.workspaceId} and member_id = ${id}
    ) stretches
    -- What they had declared before the days that are asked holds in them.
    where until is null or until >= ${new Date(now.getTime() - days * dayMs)}
    order by stretches.from, id`.execute(tx)
  return { member, items: rows }
}

/** Writes what somebody says of a state that is written of them; nobody says it for them. */
export async function contestState(
  { clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  { id, text }: { id: number; text: string | null },
): Promise<void> {
  if (!actor.memberId) throw new NotFound('work_state')
  const noted = await tx
    .updateTable('work_state_changes')
    .set({ note: text, noted_at: text === null ? null : clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', actor.memberId)
    .where('id', '=', id)
    .returning('member_id')
    .executeTakeFirst()
  if (!noted) throw new NotFound('work_state')
  await recordEvent(tx, {
    type: text === null ? 'work_state.note_removed' : 'work_state.contested',
    actor: asEventActor(actor),
    subject: { kind: 'member', id: noted.member_id },
  })
}

/** Cases that are looked at: the last ones. */
const mostTakes = 300
/** Fewer cases are no figure; fewer people are persons (EMP-6). */
const fewest = 5
const z95 = 1.959963984540054

/** As far as it is known: by its contact reason, or because it presses. */
const isComplex = sql`(coalesce(r.is_complex, false) or c.priority in ('high', 'urgent'))`

interface TakeRow {
  team_id: string | null
  team: string | null
  taker: string
  older: number
  waiting: number
  is_complex: boolean
  complex: number
}

/**
 * Of each request that somebody took by themselves: how many of those that waited then, in the same team and channel, were
 * older. In order none is; at random, half of them.
 */
export async function pickingOver(tx: Tx, from: Date, now: Date): Promise<Picking['teams']> {
  const { rows } = await sql<TakeRow>`
    with takes as (
      select e.at, e.actor_id as taker, c.id, c.team_id, c.channel_kind, o.opened_at, ${isComplex} as is_complex
      from events e
      join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
      left join reasons r on r.workspace_id = c.workspace_id and r.id = c.reason_id
      cross join lateral (
        select p.opened_at from episodes p
        where p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.opened_at <= e.at
        order by p.number desc limit 1
      ) o
      where e.workspace_id = ${tx.workspaceId} and e.type = 'conversation.assigned' and e.at >= ${from} and e.at <= ${now}
        and e.actor_kind = 'member' and e.data ->> 'assigneeId' = e.actor_id::text
        and e.data ->> 'fromAssigneeId' is null
        -- What was offered was chosen by nobody.
        and not exists (
          select from work_items w
          join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id
          where w.workspace_id = c.workspace_id and w.conversation_id = c.id and v.member_id = e.actor_id
            and v.how <> 'by_hand'
        )
      order by e.at desc
      limit ${mostTakes}
    )
    select takes.team_id, t.name as team, takes.taker, takes.is_complex, others.older, others.waiting, others.complex
    from takes
    left join teams t on t.workspace_id = ${tx.workspaceId} and t.id = takes.team_id
    cross join lateral (
      select count(*) as waiting, count(*) filter (where p.opened_at < takes.opened_at) as older,
        count(*) filter (where ${isComplex}) as complex
      from episodes p
      join conversations c on c.workspace_id = p.workspace_id and c.id = p.conversation_id
      left join reasons r on r.workspace_id = c.workspace_id and r.id = c.reason_id
      where p.workspace_id = ${tx.workspaceId} and p.opened_at <= takes.at and p.opened_at > takes.at - interval '14 days'
        and (p.first_reply_at is null or p.first_reply_at > takes.at) and (p.closed_at is null or p.closed_at > takes.at)
        and c.id <> takes.id and c.team_id is not distinct from takes.team_id and c.channel_kind = takes.channel_kind
        and not c.is_spam and c.joined_into is null
    ) others
    where others.waiting > 0`.execute(tx)
  return [...Map.groupBy(rows, ({ team_id }) => team_id)]
    .map(([id, takes]) => {
      const isFew = takes.length < fewest || new Set(takes.map(({ taker }) => taker)).size < fewest
      return {
        team: id === null ? null : { id, name: takes[0]!.team ?? '' },
        taken: takes.length,
        skipped: isFew ? null : meanOf(takes.map(({ older, waiting }) => older / waiting)),
        complex: isFew
          ? null
          : {
              taken: takes.filter(({ is_complex }) => is_complex).length / takes.length,
              left: meanOf(takes.map(({ complex, waiting }) => complex / waiting)),
            },
      }
    })
    .sort((one, other) => (one.team?.name ?? '').localeCompare(other.team?.name ?? ''))
}

/** The mean of shares, and where it lies in 95 cases of 100 by the normal law. */
export function meanOf(shares: readonly number[]): { share: number; low: number; high: number } {
  const n = shares.length
  const share = shares.reduce((sum, one) => sum + one, 0) / n
  const variance = shares.reduce((sum, one) => sum + (one - share) ** 2, 0) / (n - 1)
  const half = z95 * Math.sqrt(variance / n)
  return { share, low: Math.max(0, share - half), high: Math.min(1, share + half) }
}
