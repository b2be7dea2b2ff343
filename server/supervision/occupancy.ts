import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Whereabouts } from './boards.ts'

/** People alike who were available today, for how long, and for how much of it they had work in hand. */
export interface OccupancyRow extends Whereabouts {
  count: number
  available: number
  worked: number
}

/**
 * Time with work in hand while available, and time available, since the day began. Several requests at once are one time at
 * work; what is offered, parked or set aside is none. Of groups: nobody is named.
 */
export async function occupancyToday(tx: Tx, now: Date, timeZone: string): Promise<OccupancyRow[]> {
  const { rows } = await sql<OccupancyRow>`
    with today as (
      select date_trunc('day', ${now}::timestamptz at time zone ${timeZone}) at time zone ${timeZone} as start
    ), declared as (
      select m.id as member_id, c.status, greatest(c.at, today.start) as began,
        lead(c.at, 1, ${now}::timestamptz) over (partition by m.id order by c.at, c.id) as ended
      from members m
      cross join today
      cross join lateral (
        select at, id, status from work_state_changes
        where workspace_id = m.workspace_id and member_id = m.id and at >= today.start and at < ${now}
        union all
        (select at, id, status from work_state_changes
          where workspace_id = m.workspace_id and member_id = m.id and at < today.start
          order by at desc, id desc limit 1)
      ) c
      where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role in ('adviser', 'supervisor', 'partner')
    ), available as (
      select member_id, range_agg(tstzrange(began, ended)) as times
      from declared where status = 'available' and ended > began
      group by member_id
    ), held as (
      select v.member_id, v.item_id, tstzrange(coalesce(v.accepted_at, v.at), coalesce(v.ended_at, ${now})) as time
      from reservations v
      cross join today
      where v.workspace_id = ${tx.workspaceId} and (v.how = 'by_hand' or v.accepted_at is not null)
        and coalesce(v.accepted_at, v.at) < ${now} and (v.ended_at is null or v.ended_at > today.start)
        and coalesce(v.ended_at, ${now}) >= coalesce(v.accepted_at, v.at)
    ), worked as (
      select h.member_id, range_agg(h.time * span.time) as times
      from held h
      cross join lateral (
        select tstzrange(e.at, greatest(e.at, lead(e.at, 1, ${now}::timestamptz) over (order by e.id))) as time, e.kind
        from routing_events e
        where e.workspace_id = ${tx.workspaceId} and e.item_id = h.item_id and e.at < ${now}
      ) span
      where span.kind in ('active', 'accepted', 'resume', 'wrap_up')
      group by h.member_id
    ), people as (
      select m.site_id, m.partner_id, m.languages, seconds_in(a.times) as available,
        seconds_in(a.times * coalesce(w.times, '{}'::tstzmultirange)) as worked,
        array(select t.team_id from team_members t
          where t.workspace_id = m.workspace_id and t.member_id = m.id order by t.team_id) as team_ids
      from available a
      join members m on m.workspace_id = ${tx.workspaceId} and m.id = a.member_id
      left join worked w on w.member_id = a.member_id
    )
    select site_id as "siteId", partner_id as "partnerId", languages, team_ids as "teamIds",
      count(*) as count, sum(available) as available, sum(worked) as worked
    from people
    group by site_id, partner_id, languages, team_ids`.execute(tx)
  return rows
}
