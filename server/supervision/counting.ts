import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Places, Whereabouts } from './boards.ts'

export interface WaitingRow {
  channel: string
  teamId: string | null
  language: string | null
  count: number
  oldestSince: Date
}

/** Customers who wait for somebody to take what they ask, with their first entry where routing knows it. */
export async function waitingNow(tx: Tx): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select c.channel_kind as channel, c.team_id as "teamId", c.language, count(*) as count,
      min(coalesce(w.t0, c.waiting_since)) as "oldestSince"
    from conversations c
    left join work_items w on w.workspace_id = c.workspace_id and w.conversation_id = c.id and w.ended_at is null
    where c.workspace_id = ${tx.workspaceId} and c.waiting_since is not null and c.status in ('new', 'open')
      and not c.is_spam and c.assignee_id is null
    group by c.channel_kind, c.team_id, c.language`.execute(tx)
  return rows
}

export type PersonState = 'free' | 'atWork' | 'notResponding' | 'busy' | 'break' | 'away'

/** People alike, and how many of them are in a state: nobody is named. */
export interface PeopleRow extends Whereabouts {
  state: PersonState
  count: number
  used: number
  cap: number
}

/** Those who answer customers, each once; without routing, who is connected is free and the others away. */
export async function peopleNow(
  tx: Tx,
  isRouted: boolean,
  connected: readonly string[],
): Promise<PeopleRow[]> {
  const state = isRouted
    ? sql<PersonState>`case
        when s.member_id is null or s.status = 'away' or not is_reached(s) then 'away'
        when s.is_silent then 'notResponding'
        when s.status <> 'available' then s.status
        when exists (
          select from reservations v
          where v.workspace_id = m.workspace_id and v.member_id = m.id and v.ended_at is null
            and v.state <> 'parked' and not v.is_suspended
        ) then 'atWork'
        else 'free'
      end`
    : sql<PersonState>`case when m.id = any (${connected}::uuid[]) then 'free' else 'away' end`
  const { rows } = await sql<PeopleRow>`
    with people as (
      select ${state} as state, m.site_id, m.partner_id, m.languages, coalesce(s.used, 0) as used, coalesce(s.cap, 0) as cap,
        array(select t.team_id from team_members t
          where t.workspace_id = m.workspace_id and t.member_id = m.id order by t.team_id) as team_ids
      from members m
      left join work_states s on s.workspace_id = m.workspace_id and s.member_id = m.id
      where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role in ('adviser', 'supervisor', 'partner')
    )
    select state, site_id as "siteId", partner_id as "partnerId", languages, team_ids as "teamIds",
      count(*) as count, sum(used) as used, sum(cap) as cap
    from people
    group by state, site_id, partner_id, languages, team_ids`.execute(tx)
  return rows
}

export interface DueRow {
  teamId: string | null
  language: string | null
  dueSoon: number
  broken: number
}

/** Running clocks that are due soon or were due already, by their conversations, taken by somebody or not. */
export async function duesNow(tx: Tx, now: Date): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    select c.team_id as "teamId", c.language,
      count(*) filter (where c.due_at >= ${now}) as "dueSoon", count(*) filter (where c.due_at < ${now}) as broken
    from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.due_kind is not null and c.status in ('new', 'open', 'on_hold')
      and not c.is_spam and c.due_at <= ${now}::timestamptz + interval '15 minutes'
    group by c.team_id, c.language`.execute(tx)
  return rows
}

/** The names that figures are split by, and whether routing is on. */
export async function placesOf(tx: Tx): Promise<Places & { isRouted: boolean }> {
  const { rows } = await sql<Places & { isRouted: boolean }>`
    select w.name as workspace, w.time_zone as "timeZone",
      exists (select from dispatchers d where d.workspace_id = w.id) as "isRouted",
      coalesce((
        select json_agg(json_build_object('id', t.id, 'name', t.name, 'siteId', t.site_id, 'partnerId', t.partner_id,
          'positions', t.positions) order by t.name, t.id)
        from teams t where t.workspace_id = w.id
      ), '[]') as teams,
      coalesce((
        select json_agg(json_build_object('id', s.id, 'name', s.name) order by s.name, s.id)
        from sites s where s.workspace_id = w.id
      ), '[]') as sites,
      coalesce((
        select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id)
        from partners p where p.workspace_id = w.id
      ), '[]') as partners
    from workspaces w
    where w.id = ${tx.workspaceId}`.execute(tx)
  return rows[0]!
}
