-- Routing looks again at what changed by the ids of it, and at everything else only to find what is amiss: neither reads
-- all that waits, nor locks it.

-- Whether the work item of a conversation is not what that says: none though it should have one, another queue, another
-- person, another state. What is offered waits still, as its conversation says.
create function is_amiss(c conversations, item uuid, queue uuid, state text, holder uuid, held_as text, wanted text)
returns boolean language sql immutable as $$
  select case when item is null then c.status <> 'closed' and not c.is_spam and c.joined_into is null
    else (queue is distinct from c.team_id or holder is distinct from c.assignee_id or state <> wanted)
      and not (held_as is not distinct from 'offered' and c.assignee_id is null and wanted = 'queued'
        and queue is not distinct from c.team_id)
  end
$$;

-- The conversations of a workspace whose work items are amiss: of what is open, of what sleeps, and of what has an item.
create function work_amiss(ws uuid, rules jsonb, moment timestamptz) returns setof uuid language sql stable
set enable_seqscan = off as $$
  with opened as (
    select c from conversations c
    where c.workspace_id = ws and c.status in ('new', 'open', 'waiting', 'on_hold') and not c.is_spam
    union all
    select c from conversations c where c.workspace_id = ws and c.status = 'snoozed'
  )
  select (o.c).id from opened o
  left join work_items w on w.workspace_id = ws and w.conversation_id = (o.c).id and w.ended_at is null
  left join reservations v on v.workspace_id = ws and v.item_id = w.id and v.ended_at is null
  where rules ? (o.c).channel_kind
    and is_amiss(o.c, w.id, w.team_id, w.state, v.member_id, v.state, wanted_work(o.c, rules, moment))
  union
  -- What is over, and has an item still.
  select c.id from work_items w
  join conversations c on c.workspace_id = ws and c.id = w.conversation_id
  where w.workspace_id = ws and w.ended_at is null and rules ? c.channel_kind
    and (c.status = 'closed' or c.is_spam or c.joined_into is not null)
$$;

revoke execute on function work_amiss from public;

-- As before, by ids: `only_of`, or what is amiss.
create or replace function align_work(ws uuid, at_epoch bigint, moment timestamptz, rules jsonb, only_of uuid[]) returns setof uuid
language plpgsql
-- These tables fill faster than what is known of their size.
set enable_seqscan = off as $$
declare
  r record;
  wanted_units integer;
  made uuid;
  ids uuid[] := coalesce(only_of, array(select id from work_amiss(ws, rules, moment) as id));
begin
  perform require_epoch(ws, at_epoch);
  -- What nobody had before waits, all of it at once.
  return query with entered as (
    insert into work_items (workspace_id, id, conversation_id, channel, team_id, state, t0, since)
    select ws, gen_random_uuid(), c.id, c.channel_kind, c.team_id, wanted_work(c, rules, moment), e.t0, e.t0
    from conversations c
    cross join lateral (select coalesce(c.waiting_since, c.last_message_at) as t0) e
    where c.workspace_id = ws and c.id = any (ids) and rules ? c.channel_kind
      and c.status <> 'closed' and not c.is_spam and c.joined_into is null and c.assignee_id is null
      and not exists (select from work_items w where w.workspace_id = ws and w.conversation_id = c.id)
    on conflict do nothing
    returning id, conversation_id, team_id, state
  ), told as (
    insert into routing_events (workspace_id, at, epoch, kind, item_id, data)
    select ws, moment, at_epoch, state, id, jsonb_build_object('from', null, 'teamId', team_id) from entered
  )
  select conversation_id from entered;
  insert into work_states (workspace_id, member_id, since, idle_since)
  select distinct ws, c.assignee_id, moment, moment from conversations c
  where c.workspace_id = ws and c.id = any (ids) and c.assignee_id is not null and c.status <> 'closed'
    and rules ? c.channel_kind
    and not exists (select from work_states s where s.workspace_id = ws and s.member_id = c.assignee_id)
  on conflict do nothing;
  -- In the order of everybody: people, then items.
  perform from work_states s where s.workspace_id = ws and s.member_id in (
    select c.assignee_id from conversations c
    where c.workspace_id = ws and c.id = any (ids) and c.status <> 'closed'
    union
    select v.member_id from unnest(ids) as c (id)
    cross join lateral (
      select o.id from work_items o where o.workspace_id = ws and o.conversation_id = c.id and o.ended_at is null offset 0
    ) w
    cross join lateral (
      select o.member_id from reservations o where o.workspace_id = ws and o.item_id = w.id and o.ended_at is null offset 0
    ) v
  ) order by s.member_id for update;
  perform from work_items w where w.workspace_id = ws and w.conversation_id = any (ids) and w.ended_at is null
  order by w.id for update;

  for r in
    select c.id as conversation, c.channel_kind, c.team_id as team, c.assignee_id as assignee, wanted_work(c, rules, moment) as wanted,
      -- Who waits since before its last item ended waits still; who does not wait begins now.
      case when p.id is not null and c.waiting_since < p.ended_at then p.t0
        else coalesce(c.waiting_since, case when p.id is null then c.last_message_at else moment end) end as entered,
      w.id as item, w.state, w.team_id as queue, v.id as reservation, v.member_id as holder, v.state as held_as
    from conversations c
    left join lateral (
      select * from work_items o where o.workspace_id = ws and o.conversation_id = c.id and o.ended_at is null offset 0
    ) w on true
    left join lateral (
      select * from reservations o where o.workspace_id = ws and o.item_id = w.id and o.ended_at is null offset 0
    ) v on true
    left join lateral (
      select o.id, o.t0, o.ended_at from work_items o
      where o.workspace_id = ws and o.conversation_id = c.id and w.id is null
      order by o.ended_at desc limit 1
    ) p on true
    where c.workspace_id = ws and c.id = any (ids) and rules ? c.channel_kind
      and is_amiss(c, w.id, w.team_id, w.state, v.member_id, v.state, wanted_work(c, rules, moment))
    order by c.id
  loop
    made := r.item;
    if made is null then
      made := gen_random_uuid();
      insert into work_items (workspace_id, id, conversation_id, channel, team_id, state, t0, since)
      values (ws, made, r.conversation, r.channel_kind, r.team, r.wanted, r.entered, r.entered)
      on conflict do nothing;
      continue when not found;
    end if;
    if r.reservation is not null and (r.wanted in ('done', 'cancelled') or r.assignee is distinct from r.holder
      and not (r.assignee is null and r.held_as = 'offered' and r.wanted = 'queued' and r.queue is not distinct from r.team))
    then
      perform end_reservation(ws, r.reservation, case
        when r.wanted in ('done', 'cancelled') and r.held_as <> 'offered' then 'done'
        when r.held_as = 'offered' then 'withdrawn'
        when r.assignee is null then 'released' else 'handed_on' end, moment);
      r.reservation := null;
    end if;
    if r.assignee is not null and r.wanted not in ('done', 'cancelled') then
      wanted_units := (rules -> r.channel_kind ->> case r.wanted when 'parked' then 'parkedUnits' else 'units' end)::integer;
      if r.reservation is null then
        r.reservation := gen_random_uuid();
        insert into reservations (workspace_id, id, item_id, member_id, how, state, units, is_suspended, at, epoch)
        values (ws, r.reservation, made, r.assignee, 'by_hand', r.wanted, 0, false, moment, at_epoch);
      end if;
      perform stand_as(ws, r.reservation, r.wanted, wanted_units);
    end if;
    update work_items set
      state = r.wanted,
      team_id = r.team,
      since = case when team_id is distinct from r.team then moment else since end,
      ended_at = case when r.wanted in ('done', 'cancelled') then moment end,
      version = version + 1
    where workspace_id = ws and id = made;
    insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id, data)
    values (ws, moment, at_epoch, r.wanted, made, r.assignee, jsonb_build_object('from', r.state, 'teamId', r.team));
    return next r.conversation;
  end loop;

  if only_of is null then
    for r in
      update work_states s set used = least(count_units(ws, s.member_id), s.cap)
      where s.workspace_id = ws and s.used <> least(count_units(ws, s.member_id), s.cap)
      returning s.member_id, s.used
    loop
      insert into routing_events (workspace_id, at, epoch, kind, member_id, data)
      values (ws, moment, at_epoch, 'repaired', r.member_id, jsonb_build_object('used', r.used));
    end loop;
  end if;
end $$;
