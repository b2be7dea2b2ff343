import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isMoment } from '#server/conversations/index.ts'
import type { DB } from '#server/platform/db.ts'
import type { Decision } from './core/dispatcher.ts'
import type { ChannelRules, Turn } from './core/model.ts'
import type { Lease } from './lease.ts'
import type { Marked } from './marks.ts'

/** A work item that is not over, and who has it. */
export interface StoredItem {
  id: string
  conversationId: string
  channel: string
  teamId: string | null
  /** Its contact reason and the family of it. */
  reasonIds: string[]
  /** Teams that it has overflowed from. */
  leftTeamIds: string[]
  language: string | null
  priority: string
  isVip: boolean
  isComplaint: boolean
  isMoment: boolean
  /** When the answer is due that a time promise gives it; null where the queue's own target holds. */
  dueAt: number | null
  state: 'queued' | 'offered' | 'active' | 'parked' | 'scheduled'
  t0: number
  since: number
  creditMs: number
  /** Who answered this customer last, where they may take this one. */
  owner: { id: string; partnerId: string | null } | undefined
  /** Whoever was last offered it said no. */
  isDeclined?: boolean
  /** Until when whoever lost it for want of a network has it first, if they come back; they are its owner then. */
  keptUntil?: number | undefined
  holder: { memberId: string; isSuspended: boolean; endsAt: number | undefined } | undefined
  /** The one person whom somebody handed it on to, and who has not answered yet. */
  askedMemberId?: string | undefined
  /** Partners whose people moved it up to the house. */
  movedUpBy?: string[]
  /** Who declined or missed it since its queue asks for it, and when they last did. */
  refusals?: { memberId: string; at: number }[]
  /** For whom it was last kept, because it was their turn. */
  turn?: Turn
  /** A time promise may be made to it, or another one, a moment from now. */
  isPromiseDue?: boolean
  /** What whoever takes it must know: somebody handed it on to such people. */
  knowing?: { skillId: string; level: number }
}

/** What each channel takes of a person, by the settings of the workspace. */
export type Channels = Readonly<Record<string, ChannelRules>>

const unitsIn = (channels: Channels): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(channels).map(([channel, { units, parkedUnits, quietMinutes }]) => [
        channel,
        { units, parkedUnits, quietMinutes },
      ]),
    ),
  )

/** The conversations of a workspace whose work items are not what those say; only looks. */
export async function workAmiss(
  db: Kysely<DB>,
  { workspaceId }: Lease,
  at: Date,
  channels: Channels,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from work_amiss(${workspaceId}, ${unitsIn(channels)}::jsonb, ${at}) as id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Brings the work items of some conversations, or of all, to what those say; gives the conversations whose item changed. */
export async function alignWork(
  db: Kysely<DB>,
  { workspaceId, epoch }: Lease,
  at: Date,
  channels: Channels,
  conversationIds: string[] | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from align_work(${workspaceId}, ${epoch}, ${at}, ${unitsIn(channels)}::jsonb, ${conversationIds}::uuid[]) as id`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Counts everybody's work anew where channels take more or less of a person than they did. */
export async function fitWork(
  db: Kysely<DB>,
  { workspaceId, epoch }: Lease,
  at: Date,
  channels: Channels,
): Promise<void> {
  await sql`select fit_work(${workspaceId}, ${epoch}, ${at}, ${unitsIn(channels)}::jsonb)`.execute(db)
}

/** Counts anew what the work of some people takes of them, where another sum is written. */
export async function recount(
  db: Kysely<DB>,
  { workspaceId: ws, epoch }: Lease,
  at: Date,
  memberIds: string[],
): Promise<void> {
  await db.transaction().execute(async tx => {
    await sql`select require_epoch(${ws}, ${epoch})`.execute(tx)
    // In the order of everybody.
    await sql`
      select from work_states s where s.workspace_id = ${ws} and s.member_id = any (${memberIds}::uuid[])
      order by s.member_id for update`.execute(tx)
    await sql`
      with repaired as (
        update work_states s set used = least(count_units(${ws}, s.member_id), s.cap)
        where s.workspace_id = ${ws} and s.member_id = any (${memberIds}::uuid[])
          and s.used <> least(count_units(${ws}, s.member_id), s.cap)
        returning s.member_id, s.used
      )
      insert into routing_events (workspace_id, at, epoch, kind, member_id, data)
      select ${ws}, ${at}, ${epoch}, 'repaired', member_id, jsonb_build_object('used', used) from repaired`.execute(
      tx,
    )
  })
}

/** Takes back the offers of people who cannot take them any more; gives their conversations. */
export async function withdrawOffers(
  db: Kysely<DB>,
  { workspaceId, epoch }: Lease,
  at: Date,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from withdraw_offers(${workspaceId}, ${epoch}, ${at}) as id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Takes back the offers of some items: whoever has them may be offered these no more. */
export async function withdrawOffersOf(
  db: Kysely<DB>,
  { workspaceId: ws, epoch }: Lease,
  at: Date,
  itemIds: string[],
): Promise<void> {
  await db.transaction().execute(async tx => {
    await sql`select require_epoch(${ws}, ${epoch})`.execute(tx)
    // In the order of everybody: people, then items.
    await sql`
      select from work_states s where s.workspace_id = ${ws} and s.member_id in (
        select v.member_id from reservations v
        where v.workspace_id = ${ws} and v.item_id = any (${itemIds}::uuid[]) and v.ended_at is null
      ) order by s.member_id for update`.execute(tx)
    await sql`
      select from work_items w where w.workspace_id = ${ws} and w.id = any (${itemIds}::uuid[])
      order by w.id for update`.execute(tx)
    const { rows } = await sql<{ id: string; item_id: string; member_id: string }>`
      select v.id, v.item_id, v.member_id from reservations v
      where v.workspace_id = ${ws} and v.item_id = any (${itemIds}::uuid[]) and v.ended_at is null and v.state = 'offered'
      order by v.item_id`.execute(tx)
    for (const { id, item_id: itemId, member_id: memberId } of rows) {
      await sql`select end_reservation(${ws}, ${id}, 'withdrawn', ${at})`.execute(tx)
      await sql`
        update work_items set state = 'queued', version = version + 1
        where workspace_id = ${ws} and id = ${itemId}`.execute(tx)
      await sql`
        insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id)
        values (${ws}, ${at}, ${epoch}, 'withdrawn', ${itemId}, ${memberId})`.execute(tx)
    }
  })
}

/** An offer on its way to the database, by the id that its reservation is to have. */
export type NewOffer = Extract<Decision, { kind: 'offer' }> & { id: string }

/**
 * Writes a batch of decisions in one statement: all of it or, where the epoch is an old one, nothing. Gives the items of
 * the offers that stood.
 */
export async function commitDecisions(
  db: Kysely<DB>,
  { workspaceId, epoch }: Lease,
  at: Date,
  channels: Channels,
  acts: { kind: 'miss' | 'silence' | 'suspend' | 'resume'; itemId?: string; adviserId: string }[],
  offers: (NewOffer & { channel: string })[],
): Promise<Set<string>> {
  const written = acts.map(({ kind, itemId, adviserId }) => ({ kind, item: itemId, member: adviserId }))
  const asked = offers.map(({ id, itemId, adviserId, channel, why, endsAt }, n) => {
    const { units, offerMs } = channels[channel]!
    const ends = offerMs === undefined ? null : new Date(endsAt ?? at.getTime() + offerMs)
    return { n, id, item: itemId, member: adviserId, units, ends, why }
  })
  const { rows } = await sql<{ n: number }>`
    select n from commit_routing(${workspaceId}, ${epoch}, ${at}, ${JSON.stringify(written)}::jsonb,
      ${JSON.stringify(asked)}::jsonb) as n`.execute(db)
  return new Set(rows.map(({ n }) => offers[n]!.itemId))
}

interface ItemRow {
  id: string
  conversation_id: string
  channel: string
  team_id: string | null
  language: string | null
  priority: string
  is_vip: boolean
  is_complaint: boolean
  is_moment: boolean
  state: StoredItem['state']
  t0: Date
  since: Date
  credit_ms: number
  member_id: string | null
  reason_ids: string[] | null
  left_team_ids: string[]
  asked_member_id: string | null
  moved_up_by: string[]
  knowing: { skillId: string; level: number } | null
  is_declined: boolean
  refusals: { memberId: string; at: string }[] | null
  turn_of: string | null
  turn_until: Date | null
  clocks_stale: boolean
  owner: { id: string; partnerId: string | null } | null
  lost_by: { id: string; partnerId: string | null; until: string } | null
  is_suspended: boolean | null
  due_at: Date | null
  ends_at: Date | null
}

/** The conversations of some customers, under some reasons or with some tags, that nobody has yet. */
export async function waitingOf(
  db: Kysely<DB>,
  workspaceId: string,
  { contactIds, reasonIds, tagIds }: Marked,
): Promise<string[]> {
  const waits = sql`
    select c.id from conversations c
    join work_items w on w.workspace_id = c.workspace_id and w.conversation_id = c.id and w.ended_at is null
    where c.workspace_id = ${workspaceId} and w.state in ('queued', 'offered')`
  const found = [
    contactIds.length > 0 && sql<{ id: string }>`${waits} and c.contact_id = any (${contactIds}::uuid[])`,
    reasonIds.length > 0 &&
      sql<{ id: string }>`${waits} and c.reason_id in (
        select r.id from reasons r where r.workspace_id = ${workspaceId}
          and (r.id = any (${reasonIds}::uuid[]) or r.parent_id = any (${reasonIds}::uuid[]))
      )`,
    tagIds.length > 0 &&
      sql<{ id: string }>`${waits} and c.tags && array(
        select t.name from tags t where t.workspace_id = ${workspaceId} and t.id = any (${tagIds}::uuid[])
      )`,
  ]
  const ids: string[] = []
  for (const those of found) if (those) ids.push(...(await those.execute(db)).rows.map(({ id }) => id))
  return ids
}

/** How long what somebody lost for want of a network is theirs first, if they come back. */
const graceSeconds = 60

/** The work items of some conversations, or of all, that are not over. */
export async function storedItems(
  db: Kysely<DB>,
  workspaceId: string,
  conversationIds: string[] | null,
): Promise<StoredItem[]> {
  const { rows } = await sql<ItemRow>`
    select w.id, w.conversation_id, w.channel, w.team_id, c.language, c.priority, p.is_vip,
      -- What somebody said of it goes before what its reason lets one expect.
      case when c.complaint is null then coalesce(r.is_complaint, false) else c.complaint <> 'dismissed' end as is_complaint, ${isMoment} as is_moment,
      w.state, w.t0, w.since, w.credit_ms, w.turn_of, w.turn_until, c.clocks_stale,
      v.member_id, v.is_suspended, v.ends_at, (
        select k.due_at from sla_clocks k
        where k.workspace_id = w.workspace_id and k.conversation_id = w.conversation_id
          and k.running_since is not null and k.kind <> 'resolution' and k.policy_id is not null
        limit 1
      ) as due_at, array_remove(array[c.reason_id, r.parent_id], null) as reason_ids,
      array(
        select (e.data ->> 'from')::uuid from routing_events e
        where e.workspace_id = w.workspace_id and e.item_id = w.id and e.kind = 'overflowed' and e.data ->> 'from' is not null
      ) as left_team_ids, (
        select h.to_member_id from transfers h
        where h.workspace_id = w.workspace_id and h.conversation_id = w.conversation_id and h.state = 'asked'
      ) as asked_member_id, (
        -- The last word of whoever handed it on, as long as it is where they left it.
        select jsonb_build_object('skillId', h.to_skill_id, 'level', h.to_level) from (
          select * from transfers l
          where l.workspace_id = w.workspace_id and l.conversation_id = w.conversation_id and l.at >= w.t0
          order by l.at desc, l.id desc limit 1
        ) h
        where h.to_skill_id is not null and h.state = 'given' and h.to_team_id is not distinct from c.team_id
      ) as knowing, array(
        select distinct h.from_partner_id from transfers h
        where h.workspace_id = w.workspace_id and h.conversation_id = w.conversation_id
          and h.from_partner_id is not null and h.state <> 'taken_back'
          -- Somebody of the house may give it to them once more.
          and not exists (
            select from transfers b join teams o on o.workspace_id = b.workspace_id and o.id = b.to_team_id
            where b.workspace_id = h.workspace_id and b.conversation_id = h.conversation_id and b.at > h.at
              and b.state <> 'taken_back' and o.partner_id = h.from_partner_id
          )
        order by 1
      ) as moved_up_by, w.state = 'queued' and exists (
        select from reservations d
        where d.workspace_id = w.workspace_id and d.item_id = w.id and d.outcome = 'declined' and d.ended_at = (
          select max(o.ended_at) from reservations o where o.workspace_id = w.workspace_id and o.item_id = w.id
        )
      ) as is_declined, case when w.state = 'queued' then (
        select jsonb_agg(jsonb_build_object('memberId', d.member_id, 'at', d.last) order by d.member_id) from (
          select r.member_id, max(r.ended_at) as last from reservations r
          where r.workspace_id = w.workspace_id and r.item_id = w.id and r.outcome in ('declined', 'missed') and r.at >= w.since
          group by r.member_id
        ) d
      ) end as refusals, (
        -- Among their last few: some write a thousand times.
        select jsonb_build_object('id', m.id, 'partnerId', m.partner_id) from (
          select * from conversations o
          where o.workspace_id = w.workspace_id and o.contact_id = c.contact_id
          order by o.created_at desc limit 20
        ) e
        join members m on m.workspace_id = e.workspace_id and m.id = e.assignee_id and m.status = 'active'
        where e.id <> c.id and e.status = 'closed' and e.closed_at > w.t0 - interval '30 days'
          and case when w.team_id is null then m.partner_id is null else exists (
            select from team_members t
            where t.workspace_id = w.workspace_id and t.team_id = w.team_id and t.member_id = m.id
          ) end
          -- Whoever handed it on is not asked first.
          and not exists (
            select from transfers h
            where h.workspace_id = w.workspace_id and h.conversation_id = w.conversation_id and h.at >= w.t0
              and h.state = 'given' and m.id in (h.by_id, h.from_member_id)
          )
        order by e.closed_at desc limit 1
      ) as owner, (
        select jsonb_build_object('id', m.id, 'partnerId', m.partner_id, 'until', l.ended_at + ${graceSeconds} * interval '1 second')
        from reservations l
        join members m on m.workspace_id = l.workspace_id and m.id = l.member_id and m.status = 'active'
        where l.workspace_id = w.workspace_id and l.item_id = w.id and l.outcome = 'released' and l.reason = 'unreachable'
          and w.state = 'queued'
        order by l.ended_at desc limit 1
      ) as lost_by
    from work_items w
    join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    left join reasons r on r.workspace_id = c.workspace_id and r.id = c.reason_id
    left join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id and v.ended_at is null
    where w.workspace_id = ${workspaceId} and w.ended_at is null ${among(sql.ref('w.conversation_id'), conversationIds)}
    order by w.t0, w.id`.execute(db)
  return rows.map(row => ({
    id: row.id,
    conversationId: row.conversation_id,
    channel: row.channel,
    teamId: row.team_id,
    language: row.language,
    dueAt: row.due_at?.getTime() ?? null,
    priority: row.priority,
    isVip: row.is_vip,
    isComplaint: row.is_complaint,
    isMoment: row.is_moment,
    state: row.state,
    t0: row.t0.getTime(),
    since: row.since.getTime(),
    creditMs: row.credit_ms,
    reasonIds: row.reason_ids ?? [],
    leftTeamIds: row.left_team_ids,
    isDeclined: row.is_declined,
    owner: row.lost_by ? { id: row.lost_by.id, partnerId: row.lost_by.partnerId } : (row.owner ?? undefined),
    keptUntil: row.lost_by ? Date.parse(row.lost_by.until) : undefined,
    ...(row.asked_member_id !== null && { askedMemberId: row.asked_member_id }),
    ...(row.moved_up_by.length > 0 && { movedUpBy: row.moved_up_by }),
    ...(row.refusals && {
      refusals: row.refusals.map(({ memberId, at }) => ({ memberId, at: Date.parse(at) })),
    }),
    ...(row.state === 'queued' &&
      row.turn_of !== null && { turn: { name: row.turn_of, until: row.turn_until!.getTime() } }),
    ...(row.state === 'queued' && row.clocks_stale && { isPromiseDue: true }),
    ...(row.knowing && { knowing: row.knowing }),
    holder: row.member_id
      ? {
          memberId: row.member_id,
          isSuspended: row.is_suspended === true,
          endsAt: row.ends_at?.getTime(),
        }
      : undefined,
  }))
}

/** Some, or all: each a statement of its own, since one for both would be planned as if all were asked for. */
export const among = (column: RawBuilder<unknown>, ids: string[] | null) =>
  ids ? sql`and ${column} = any (${ids}::uuid[])` : sql``
