-- Whoever talks is at it: a chat is parked only once its customer has been quiet for a while, not at each answer.

create function wanted_work(c conversations, rules jsonb, moment timestamptz) returns text language sql immutable as $$
  select case
    when c.is_spam then 'cancelled'
    when c.status = 'closed' or c.joined_into is not null then 'done'
    when c.status = 'snoozed' and c.assignee_id is null then 'scheduled'
    when c.status = 'waiting' and c.assignee_id is not null
      and c.last_message_at > moment - coalesce((rules -> c.channel_kind ->> 'quietMinutes')::integer, 0) * interval '1 minute'
      then 'active'
    when c.status in ('snoozed', 'waiting', 'on_hold') then 'parked'
    when c.assignee_id is null then 'queued'
    else 'active'
  end
$$;

-- Brings work items to what conversations say: of some, or of all. `rules` says per channel what is routed, its units,
-- those of what is parked, and after how many minutes it is. Gives the conversations whose item changed.
create or replace function align_work(ws uuid, at_epoch bigint, moment timestamptz, rules jsonb, only_of uuid[]) returns setof uuid
language plpgsql
-- These tables fill faster than what is known of their size.
set enable_seqscan = off as $$
declare
  r record;
  wanted_units integer;
  made uuid;
begin
  perform require_epoch(ws, at_epoch);
  -- What nobody had before waits, all of it at once.
  return query with entered as (
    insert into work_items (workspace_id, id, conversation_id, channel, team_id, state, t0, since)
    select ws, gen_random_uuid(), c.id, c.channel_kind, c.team_id, wanted_work(c, rules, moment), e.t0, e.t0
    from conversations c
    cross join lateral (select coalesce(c.waiting_since, c.last_message_at) as t0) e
    where c.workspace_id = ws and rules ? c.channel_kind and (only_of is null or c.id = any (only_of))
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
  where c.workspace_id = ws and c.assignee_id is not null and c.status <> 'closed' and rules ? c.channel_kind
    and (only_of is null or c.id = any (only_of))
    and not exists (select from work_states s where s.workspace_id = ws and s.member_id = c.assignee_id)
  on conflict do nothing;
  -- In the order of everybody: people, then items.
  perform from work_states s where s.workspace_id = ws and s.member_id in (
    select c.assignee_id from conversations c
    where c.workspace_id = ws and c.status <> 'closed' and (only_of is null or c.id = any (only_of))
    union
    select v.member_id from reservations v join work_items w on w.workspace_id = ws and w.id = v.item_id
    where v.workspace_id = ws and v.ended_at is null and (only_of is null or w.conversation_id = any (only_of))
  ) order by s.member_id for update;
  perform from work_items w where w.workspace_id = ws and w.ended_at is null
    and (only_of is null or w.conversation_id = any (only_of))
  order by w.id for update;

  for r in
    select c.id as conversation, c.channel_kind, c.team_id as team, c.assignee_id as assignee, wanted_work(c, rules, moment) as wanted,
      -- Who waits since before its last item ended waits still; who does not wait begins now.
      case when p.id is not null and c.waiting_since < p.ended_at then p.t0
        else coalesce(c.waiting_since, case when p.id is null then c.last_message_at else moment end) end as entered,
      w.id as item, w.state, w.team_id as queue, v.id as reservation, v.member_id as holder, v.state as held_as
    from conversations c
    left join work_items w on w.workspace_id = ws and w.conversation_id = c.id and w.ended_at is null
    left join reservations v on v.workspace_id = ws and v.item_id = w.id and v.ended_at is null
    left join lateral (
      select o.id, o.t0, o.ended_at from work_items o
      where o.workspace_id = ws and o.conversation_id = c.id and w.id is null
      order by o.ended_at desc limit 1
    ) p on true
    where c.workspace_id = ws and rules ? c.channel_kind and (only_of is null or c.id = any (only_of))
      and (w.id is not null or (c.status <> 'closed' and not c.is_spam and c.joined_into is null))
      and (w.id is null or w.team_id is distinct from c.team_id or v.member_id is distinct from c.assignee_id
        or w.state <> wanted_work(c, rules, moment))
      -- What is offered waits still, as its conversation says.
      and not (w.id is not null and v.state is not distinct from 'offered' and c.assignee_id is null
        and wanted_work(c, rules, moment) = 'queued' and w.team_id is not distinct from c.team_id)
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

drop function wanted_work(conversations);
