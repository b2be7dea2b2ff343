import { sql } from 'kysely'
import type { ServiceLevels } from '#contract/service-levels.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Dimension } from './boards.ts'

/** A chat that ended sooner than this was no wait: a wrong click. */
export const shortSeconds = 5

/** A channel's day in one slice of the workspace. */
export interface FlowRow {
  dimension: Dimension
  value: string | null
  channel: string
  offered: number
  answered: number
  answeredInTime: number
  /** Of what waits, what waits longer than that already. */
  lateStill: number
  abandoned: number
  shortAbandoned: number
  waitSeconds: number | null
  p90WaitSeconds: number | null
}

/**
 * What customers asked since the day began in the workspace's place. Answered is by a person's reply; whoever left a chat
 * before any, or was left, gave up; a mail waits.
 */
export async function flowToday(
  tx: Tx,
  now: Date,
  timeZone: string,
  levels: ServiceLevels,
): Promise<FlowRow[]> {
  const within = JSON.stringify(levels)
  const { rows } = await sql<FlowRow>`
    with asked as (
      select c.channel_kind as channel, c.team_id::text as team, t.site_id::text as site,
        coalesce(t.partner_id::text, 'house') as employer, c.language,
        extract(epoch from e.first_reply_at - e.opened_at) as wait,
        (${within}::jsonb -> c.channel_kind ->> 'withinSeconds')::float8 as within,
        e.first_reply_at is null and e.closed_at is null as is_waiting,
        extract(epoch from ${now}::timestamptz - e.opened_at) as so_far,
        c.channel_kind = 'chat' and e.first_reply_at is null and e.closed_by_kind in ('contact', 'system') as is_abandoned,
        extract(epoch from e.closed_at - e.opened_at) < ${shortSeconds} as is_short
      from episodes e
      join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
      left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
      where e.workspace_id = ${tx.workspaceId} and e.opened_by = 'contact'
        and e.opened_at >= (date_trunc('day', ${now}::timestamptz at time zone ${timeZone}) at time zone ${timeZone})
        and e.opened_at <= ${now} and not c.is_spam and c.joined_into is null
    )
    select case grouping(team, site, employer, language)
        when 7 then 'team' when 11 then 'site' when 13 then 'employer' when 14 then 'language' else 'all' end as dimension,
      coalesce(team, site, employer, language) as value, channel,
      count(*) as offered, count(wait) as answered,
      count(*) filter (where wait <= within) as "answeredInTime",
      count(*) filter (where is_waiting and so_far > within) as "lateStill",
      count(*) filter (where is_abandoned) as abandoned,
      count(*) filter (where is_abandoned and is_short) as "shortAbandoned",
      sum(wait) as "waitSeconds",
      percentile_cont(0.9) within group (order by wait) as "p90WaitSeconds"
    from asked
    group by grouping sets ((channel), (channel, team), (channel, site), (channel, employer), (channel, language))`.execute(
    tx,
  )
  return rows
}

/** Offers that nobody answered in time today, by team. */
export async function missedToday(
  tx: Tx,
  now: Date,
  timeZone: string,
): Promise<{ teamId: string | null; language: string | null; count: number }[]> {
  const { rows } = await sql<{ teamId: string | null; language: string | null; count: number }>`
    select w.team_id as "teamId", c.language, count(*) as count
    from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
    where v.workspace_id = ${tx.workspaceId} and v.outcome = 'missed'
      and v.ended_at >= (date_trunc('day', ${now}::timestamptz at time zone ${timeZone}) at time zone ${timeZone})
    group by w.team_id, c.language`.execute(tx)
  return rows
}

/** How long what was finished today was worked on, by team: what was parked or waited in between does not count. */
export async function handledToday(
  tx: Tx,
  now: Date,
  timeZone: string,
): Promise<{ teamId: string | null; language: string | null; count: number; seconds: number }[]> {
  const { rows } = await sql<{
    teamId: string | null
    language: string | null
    count: number
    seconds: number
  }>`
    with finished as (
      select distinct item_id from routing_events
      where workspace_id = ${tx.workspaceId} and kind = 'done' and item_id is not null
        and at >= (date_trunc('day', ${now}::timestamptz at time zone ${timeZone}) at time zone ${timeZone})
    ), spans as (
      select r.item_id, r.kind, lead(r.at) over (partition by r.item_id order by r.id) - r.at as length
      from finished f
      join routing_events r on r.workspace_id = ${tx.workspaceId} and r.item_id = f.item_id
    ), worked as (
      select item_id, sum(extract(epoch from length)) as seconds
      from spans where kind in ('active', 'accepted', 'resume', 'wrap_up')
      group by item_id
    )
    select w.team_id as "teamId", c.language, count(*) as count, coalesce(sum(worked.seconds), 0) as seconds
    from worked
    join work_items w on w.workspace_id = ${tx.workspaceId} and w.id = worked.item_id
    join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
    group by w.team_id, c.language`.execute(tx)
  return rows
}

/**
 * Solved at once, by reopening: what somebody closed 7 to 14 days ago, and how much of it stayed closed for 7 days. Closed
 * by the program does not count.
 */
export async function solvedAtOnce(
  tx: Tx,
  now: Date,
): Promise<{ teamId: string | null; language: string | null; solved: number; closed: number }[]> {
  const { rows } = await sql<{
    teamId: string | null
    language: string | null
    solved: number
    closed: number
  }>`
    select e.closing_team_id as "teamId", c.language, count(*) as closed,
      count(*) filter (where not exists (
        select from episodes later
        where later.workspace_id = e.workspace_id and later.conversation_id = e.conversation_id
          and later.number > e.number and later.opened_at < e.closed_at + interval '7 days'
      )) as solved
    from episodes e
    join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
    where e.workspace_id = ${tx.workspaceId} and e.closed_by_kind = 'member'
      and e.closed_at >= ${now}::timestamptz - interval '14 days' and e.closed_at < ${now}::timestamptz - interval '7 days'
      and not c.is_spam and c.joined_into is null
    group by e.closing_team_id, c.language`.execute(tx)
  return rows
}
