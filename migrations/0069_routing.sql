-- What routing remembers: who has what, who is there, what was decided. One dispatcher of a workspace decides at a time; each
-- of its writes says under which epoch, and an old one writes nothing.

-- A row is there where routing is switched on. The lease is held by the database's clock alone.
create table dispatchers (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  epoch bigint not null default 0,
  holder uuid,
  until timestamptz not null default '-infinity'
);
call protect('dispatchers', 'select');

create table work_items (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  channel text not null,
  team_id uuid, -- its queue
  state text not null check (state in ('new', 'self_care', 'queued', 'offered', 'active', 'parked', 'wrap_up',
    'callback_wait', 'scheduled', 'done', 'cancelled', 'overflowed')),
  t0 timestamptz not null, -- first entry: nothing moves it
  since timestamptz not null, -- since when its present queue is asked
  credit_ms bigint not null default 0,
  version integer not null default 1,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, team_id) references teams (workspace_id, id),
  check ((state in ('done', 'cancelled', 'overflowed')) = (ended_at is not null))
);
call protect('work_items');
create unique index work_items_live on work_items (workspace_id, conversation_id) where ended_at is null;
create index work_items_of on work_items (workspace_id, conversation_id);

-- Declared by people; what they were given is counted beside it.
create table work_states (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  member_id uuid not null,
  status text not null default 'away' check (status in ('available', 'busy', 'break', 'away')),
  reason text,
  since timestamptz not null,
  idle_since timestamptz not null,
  misses integer not null default 0,
  is_silent boolean not null default false, -- missed too many: nothing is offered until they say that they are back
  used integer not null default 0,
  cap integer not null default 100,
  version integer not null default 1,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  check (used >= 0),
  check (used <= cap)
);
call protect('work_states');

create table reservations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  item_id uuid not null,
  member_id uuid not null,
  how text not null check (how in ('offered', 'by_hand')),
  state text not null check (state in ('offered', 'active', 'parked', 'wrap_up', 'ended')),
  units integer not null, -- while it is worked on, or while it is parked
  is_suspended boolean not null default false, -- set aside until there is room: it takes no units
  at timestamptz not null,
  ends_at timestamptz, -- of an offer that may be missed
  accepted_at timestamptz,
  ended_at timestamptz,
  outcome text check (outcome in ('declined', 'missed', 'withdrawn', 'done', 'released', 'handed_on')),
  reason text,
  why jsonb,
  epoch bigint,
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, item_id) references work_items (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  check ((state = 'ended') = (ended_at is not null)),
  check ((state = 'ended') = (outcome is not null))
);
call protect('reservations');
create unique index reservations_live on reservations (workspace_id, item_id) where ended_at is null;
create index reservations_of_member on reservations (workspace_id, member_id) where ended_at is null;
create index reservations_of_item on reservations (workspace_id, item_id);

-- Each decision with its reasons, in order.
create table routing_events (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id bigint generated always as identity,
  at timestamptz not null,
  epoch bigint,
  kind text not null,
  item_id uuid,
  member_id uuid,
  data jsonb,
  primary key (workspace_id, id)
);
call protect('routing_events', 'select');
create index routing_events_of_item on routing_events (workspace_id, item_id, id);

-- How the item of a conversation should stand, by how the conversation does.
create function wanted_work(c conversations) returns text language sql immutable as $$
  select case
    when c.is_spam then 'cancelled'
    when c.status = 'closed' or c.joined_into is not null then 'done'
    when c.status = 'snoozed' and c.assignee_id is null then 'scheduled'
    when c.status in ('snoozed', 'waiting', 'on_hold') then 'parked'
    when c.assignee_id is null then 'queued'
    else 'active'
  end
$$;

-- Refuses an old epoch, and holds the lease where it is until what follows is written.
create function require_epoch(ws uuid, at_epoch bigint) returns void language plpgsql as $$
begin
  perform from dispatchers where workspace_id = ws and epoch = at_epoch for share;
  if not found then
    raise exception 'another dispatcher has this workspace' using errcode = 'BR001';
  end if;
end $$;

-- Counts anew what somebody is at.
create function count_units(ws uuid, member uuid) returns integer language sql as $$
  select coalesce(sum(units), 0)::integer from reservations
  where workspace_id = ws and member_id = member and ended_at is null and not is_suspended
$$;

-- Gives work on hand of somebody the units of how it stands now; where there is no room it is set aside until there is.
create function stand_as(ws uuid, reservation uuid, new_state text, new_units integer) returns void language plpgsql as $$
declare
  r reservations;
  others integer;
  room integer;
begin
  select * into r from reservations where workspace_id = ws and id = reservation;
  select s.cap into room from work_states s where s.workspace_id = ws and s.member_id = r.member_id;
  others := count_units(ws, r.member_id) - case when r.is_suspended then 0 else r.units end;
  update reservations set state = new_state, units = new_units, version = version + 1,
    is_suspended = others + new_units > room,
    accepted_at = coalesce(accepted_at, case when r.state = 'offered' then clock_timestamp() end)
  where workspace_id = ws and id = reservation;
  update work_states set used = count_units(ws, r.member_id), misses = case when r.state = 'offered' then 0 else misses end
  where workspace_id = ws and member_id = r.member_id;
end $$;

create function end_reservation(ws uuid, reservation uuid, why_ended text, moment timestamptz) returns void language plpgsql as $$
declare whose uuid;
begin
  update reservations set state = 'ended', ended_at = moment, outcome = why_ended, version = version + 1
  where workspace_id = ws and id = reservation and ended_at is null
  returning member_id into whose;
  update work_states set used = count_units(ws, whose),
    idle_since = case when why_ended in ('done', 'released', 'handed_on') then moment else idle_since end
  where workspace_id = ws and member_id = whose;
end $$;

-- Brings work items to what conversations say: of some, or of all. `rules` says per channel what is routed, its units and
-- those of what is parked. Gives the conversations whose item changed.
create function align_work(ws uuid, at_epoch bigint, moment timestamptz, rules jsonb, only_of uuid[]) returns setof uuid
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
    select ws, gen_random_uuid(), c.id, c.channel_kind, c.team_id, wanted_work(c), e.t0, e.t0
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
    select c.id as conversation, c.channel_kind, c.team_id as team, c.assignee_id as assignee, wanted_work(c) as wanted,
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
        or w.state <> wanted_work(c))
      -- What is offered waits still, as its conversation says.
      and not (w.id is not null and v.state is not distinct from 'offered' and c.assignee_id is null
        and wanted_work(c) = 'queued' and w.team_id is not distinct from c.team_id)
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

-- An offer to somebody who cannot take it any more waits for others again: they left, went away or did not respond.
create function withdraw_offers(ws uuid, at_epoch bigint, moment timestamptz) returns setof uuid language plpgsql as $$
declare r record;
begin
  perform require_epoch(ws, at_epoch);
  perform from work_states s where s.workspace_id = ws and s.member_id in (
    select v.member_id from reservations v where v.workspace_id = ws and v.ended_at is null and v.state = 'offered'
  ) order by s.member_id for update;
  for r in
    select v.id, v.item_id, v.member_id, w.conversation_id
    from reservations v
    join work_items w on w.workspace_id = ws and w.id = v.item_id
    join work_states s on s.workspace_id = ws and s.member_id = v.member_id
    join members m on m.workspace_id = ws and m.id = v.member_id
    where v.workspace_id = ws and v.ended_at is null and v.state = 'offered'
      and (s.status <> 'available' or s.is_silent or m.status <> 'active')
    order by w.id
    for update of w
  loop
    perform end_reservation(ws, r.id, 'withdrawn', moment);
    update work_items set state = 'queued', version = version + 1 where workspace_id = ws and id = r.item_id;
    insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id)
    values (ws, moment, at_epoch, 'withdrawn', r.item_id, r.member_id);
    return next r.conversation_id;
  end loop;
end $$;

-- Writes those of some offers that stand: the item waits, whoever it is for is there and has room.
create function write_offers(ws uuid, at_epoch bigint, moment timestamptz, offers jsonb) returns setof integer language sql as $$
  with asked as (
    select o.*, sum(o.units) over (partition by o.member order by o.n) as so_far
    from jsonb_to_recordset(offers) as o (n integer, id uuid, item uuid, member uuid, units integer, ends timestamptz, why jsonb)
  ), stands as materialized (
    select a.*
    from asked a
    join work_items w on w.workspace_id = ws and w.id = a.item and w.state = 'queued'
    join work_states s on s.workspace_id = ws and s.member_id = a.member
      and s.status = 'available' and not s.is_silent and s.used + a.so_far <= s.cap
    join members m on m.workspace_id = ws and m.id = a.member and m.status = 'active'
    join conversations c on c.workspace_id = ws and c.id = w.conversation_id
      and c.assignee_id is null and c.status in ('new', 'open') and not c.is_spam
  ), reserved as (
    insert into reservations (workspace_id, id, item_id, member_id, how, state, units, at, ends_at, why, epoch)
    select ws, id, item, member, 'offered', 'offered', units, moment, ends, why, at_epoch from stands
  ), moved as (
    update work_items w set state = 'offered', version = version + 1
    from stands where w.workspace_id = ws and w.id = stands.item
  ), loaded as (
    update work_states s set used = used + more.units
    from (select member, sum(units) as units from stands group by member) more
    where s.workspace_id = ws and s.member_id = more.member
  ), told as (
    insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id, data)
    select ws, moment, at_epoch, 'offered', item, member, why from stands order by n
  )
  select n from stands
$$;

-- A batch of decisions, in one statement that no client can hold open: first what was missed, set aside or goes on, then the
-- offers, together where all of them stand and one by one where not. Gives the numbers of the offers that stood.
create function commit_routing(ws uuid, at_epoch bigint, moment timestamptz, acts jsonb, offers jsonb) returns setof integer
language plpgsql as $$
declare
  act record;
  held reservations;
  stood integer[];
  one jsonb;
begin
  perform require_epoch(ws, at_epoch);
  perform from work_states s where s.workspace_id = ws and s.member_id in (
    select (o ->> 'member')::uuid from jsonb_array_elements(acts || offers) o
  ) order by s.member_id for update;
  perform from work_items w where w.workspace_id = ws and w.id in (
    select (o ->> 'item')::uuid from jsonb_array_elements(acts || offers) o
  ) order by w.id for update;
  for act in select * from jsonb_to_recordset(acts) as a (kind text, item uuid, member uuid) loop
    if act.kind = 'silence' then
      update work_states set is_silent = true, version = version + 1 where workspace_id = ws and member_id = act.member;
    else
      select * into held from reservations v
      where v.workspace_id = ws and v.item_id = act.item and v.member_id = act.member and v.ended_at is null;
      continue when not found;
      if act.kind = 'miss' then
        continue when held.state <> 'offered';
        perform end_reservation(ws, held.id, 'missed', moment);
        update work_states set misses = misses + 1 where workspace_id = ws and member_id = act.member;
        update work_items set state = 'queued', version = version + 1 where workspace_id = ws and id = act.item;
      elsif act.kind = 'suspend' then
        update reservations set is_suspended = true where workspace_id = ws and id = held.id;
        update work_states set used = count_units(ws, act.member) where workspace_id = ws and member_id = act.member;
      else
        perform stand_as(ws, held.id, held.state, held.units);
      end if;
    end if;
    insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id)
    values (ws, moment, at_epoch, act.kind, act.item, act.member);
  end loop;
  stood := array(select write_offers(ws, at_epoch, moment, offers));
  if cardinality(stood) < jsonb_array_length(offers) then
    for one in select o from jsonb_array_elements(offers) o where (o ->> 'n')::integer <> all (stood) order by (o ->> 'n')::integer loop
      stood := stood || array(select write_offers(ws, at_epoch, moment, jsonb_build_array(one)));
    end loop;
  end if;
  return query select unnest(stood);
end $$;

revoke execute on function align_work, withdraw_offers, commit_routing, write_offers, require_epoch from public;
