import type pg from 'pg'

/**
 * Writes what routing would know if it had been there: what people of the shop closed since the day began, with when they
 * took it, and what they have in hand. What waits is for routing itself to find.
 */
export async function recallWork(client: pg.PoolClient, workspaceId: string, now: Date): Promise<void> {
  await client.query(finished, [workspaceId, now])
  await client.query(inHand, [workspaceId, now])
}

const finished = `
  with closed as (
    select gen_random_uuid() as item, e.closed_by as member, c.id, c.channel_kind, c.team_id, e.opened_at, e.closed_at,
      -- Some minutes of work each, never before it was asked.
      greatest(e.opened_at, e.closed_at - (3 + c.number % 11) * interval '1 minute') as taken_at
    from episodes e
    join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id and c.episode_id = e.id
    join workspaces w on w.id = e.workspace_id
    join members m on m.workspace_id = e.workspace_id and m.id = e.closed_by and m.status = 'active'
    where e.workspace_id = $1 and e.closed_by_kind = 'member' and e.closed_at < $2 and c.status = 'closed'
      and not c.is_spam and c.joined_into is null and c.channel_kind in ('email', 'chat', 'form')
      and e.closed_at >= date_trunc('day', $2::timestamptz at time zone w.time_zone) at time zone w.time_zone
  ), items as (
    insert into work_items (workspace_id, id, conversation_id, channel, team_id, state, t0, since, ended_at)
    select $1, item, id, channel_kind, team_id, 'done', opened_at, opened_at, closed_at from closed
  ), held as (
    insert into reservations (workspace_id, id, item_id, member_id, how, state, units, at, accepted_at, ended_at, outcome)
    select $1, gen_random_uuid(), item, member, 'by_hand', 'ended', 0, taken_at, taken_at, closed_at, 'done' from closed
  )
  insert into routing_events (workspace_id, at, kind, item_id, member_id, data)
  select $1, at, kind, item, case when kind <> 'queued' then member end, jsonb_build_object('teamId', team_id)
  from closed
  cross join lateral (values (opened_at, 'queued'), (taken_at, 'active'), (closed_at, 'done')) as o (at, kind)
  order by item, at, kind = 'done', kind = 'active'`

const inHand = `
  with held as (
    select gen_random_uuid() as item, c.assignee_id as member, c.id, c.channel_kind, c.team_id,
      units, sum(units) over (partition by c.assignee_id order by units desc, c.id) as so_far, p.capacity,
      coalesce(c.waiting_since, e.opened_at) as asked_at,
      -- Taken within the last hours.
      greatest(coalesce(c.waiting_since, e.opened_at), $2::timestamptz - (40 + c.number * 37 % 140) * interval '1 minute') as taken_at
    from conversations c
    join episodes e on e.workspace_id = c.workspace_id and e.id = c.episode_id
    join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id and m.status = 'active'
    join work_profiles p on p.workspace_id = m.workspace_id and p.member_id = m.id
    cross join lateral (select case c.channel_kind when 'chat' then 33 else 12 end as units) u
    where c.workspace_id = $1 and c.status in ('new', 'open') and not c.is_spam and c.joined_into is null
      and c.channel_kind in ('email', 'chat', 'form')
  ), items as (
    insert into work_items (workspace_id, id, conversation_id, channel, team_id, state, t0, since)
    select $1, item, id, channel_kind, team_id, 'active', asked_at, asked_at from held
  ), states as (
    insert into work_states (workspace_id, member_id, since, idle_since, used)
    select $1, member, $2, $2, sum(units) from held where so_far <= capacity group by member
  ), reserved as (
    insert into reservations (workspace_id, id, item_id, member_id, how, state, units, is_suspended, at, accepted_at)
    select $1, gen_random_uuid(), item, member, 'by_hand', 'active', units, so_far > capacity, taken_at, taken_at
    from held
  )
  insert into routing_events (workspace_id, at, kind, item_id, member_id, data)
  select $1, at, kind, item, case when kind <> 'queued' then member end, jsonb_build_object('teamId', team_id)
  from held
  cross join lateral (values (asked_at, 'queued'), (taken_at, 'active')) as o (at, kind)
  order by item, at, kind = 'active'`
