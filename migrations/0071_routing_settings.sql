-- How a house wants its requests to be given out, and the switch that starts and ends it. Until now what every house got was
-- written in the program, and nobody could switch routing on.

create table routing_settings (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  body jsonb not null default '{}', -- what was ever changed; the program knows the rest
  last_epoch bigint not null default 0, -- of the dispatcher before routing was last switched off: none may come again
  version integer not null default 0,
  updated_at timestamptz not null default now()
);
call protect('routing_settings', 'select, insert, update');

-- Starts or ends routing in the workspace of the transaction. At its end every offer is withdrawn and everybody is free:
-- conversations stay as they are, and whoever waits then keeps their first entry when it starts again. Says whether
-- anything changed.
create function switch_routing(to_on boolean, moment timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ws uuid := current_workspace();
  ended bigint;
begin
  insert into routing_settings (workspace_id) values (ws) on conflict do nothing;
  if to_on then
    insert into dispatchers (workspace_id, epoch)
    select workspace_id, last_epoch from routing_settings where workspace_id = ws
    on conflict do nothing;
    return found;
  end if;
  -- Waits for what a dispatcher is writing; after it none of them writes any more.
  delete from dispatchers where workspace_id = ws returning epoch into ended;
  if not found then
    return false;
  end if;
  update routing_settings set last_epoch = ended where workspace_id = ws;
  perform from work_states s where s.workspace_id = ws order by s.member_id for update;
  update reservations set state = 'ended', ended_at = moment, version = version + 1,
    outcome = case state when 'offered' then 'withdrawn' else 'released' end
  where workspace_id = ws and ended_at is null;
  update work_states set used = 0, misses = 0, is_silent = false, version = version + 1 where workspace_id = ws;
  update work_items set state = 'cancelled', ended_at = moment, version = version + 1
  where workspace_id = ws and ended_at is null;
  insert into routing_events (workspace_id, at, epoch, kind) values (ws, moment, ended, 'switched_off');
  return true;
end $$;
revoke execute on function switch_routing from public;
grant execute on function switch_routing to boucle_app;

-- Where a channel takes more or less of a person than when work was written down: everybody's work is counted anew, oldest
-- first; what has no room is set aside, and an offer is withdrawn.
create function fit_work(ws uuid, at_epoch bigint, moment timestamptz, rules jsonb) returns void language plpgsql as $$
declare
  r record;
  whose uuid;
  room integer;
  so_far integer := 0;
begin
  perform require_epoch(ws, at_epoch);
  perform from work_states s where s.workspace_id = ws and s.member_id in (
    select v.member_id from reservations v join work_items w on w.workspace_id = ws and w.id = v.item_id
    where v.workspace_id = ws and v.ended_at is null and rules ? w.channel
      and v.units <> (rules -> w.channel ->> case v.state when 'parked' then 'parkedUnits' else 'units' end)::integer
  ) order by s.member_id for update;
  for r in
    select v.id, v.item_id, v.member_id, v.state, v.is_suspended, v.units,
      coalesce((rules -> w.channel ->> case v.state when 'parked' then 'parkedUnits' else 'units' end)::integer, v.units) as now_units,
      s.cap
    from reservations v
    join work_items w on w.workspace_id = ws and w.id = v.item_id
    join work_states s on s.workspace_id = ws and s.member_id = v.member_id
    where v.workspace_id = ws and v.ended_at is null and v.member_id in (
      select o.member_id from reservations o join work_items i on i.workspace_id = ws and i.id = o.item_id
      where o.workspace_id = ws and o.ended_at is null and rules ? i.channel
        and o.units <> (rules -> i.channel ->> case o.state when 'parked' then 'parkedUnits' else 'units' end)::integer
    )
    order by v.member_id, v.at, v.id
  loop
    if whose is distinct from r.member_id then
      whose := r.member_id;
      room := r.cap;
      so_far := 0;
    end if;
    if r.state = 'offered' and r.units <> r.now_units then
      perform end_reservation(ws, r.id, 'withdrawn', moment);
      update work_items set state = 'queued', version = version + 1 where workspace_id = ws and id = r.item_id;
      insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id)
      values (ws, moment, at_epoch, 'withdrawn', r.item_id, r.member_id);
    else
      update reservations set units = r.now_units, is_suspended = r.is_suspended or so_far + r.now_units > room, version = version + 1
      where workspace_id = ws and id = r.id;
      if not r.is_suspended and so_far + r.now_units <= room then
        so_far := so_far + r.now_units;
      end if;
    end if;
    update work_states set used = least(count_units(ws, r.member_id), cap) where workspace_id = ws and member_id = r.member_id;
  end loop;
end $$;
revoke execute on function fit_work from public;
