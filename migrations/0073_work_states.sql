-- The desk of routing: what people say of themselves is kept for a while, and a live line says whether they are there.

alter table work_states
  add column until timestamptz, -- of a break that was said to be so long
  -- The last sign of life of one of their screens, by the database's clock; for ever where no screen is asked for.
  add column seen_at timestamptz not null default 'infinity';

-- Each state that somebody declared, or that ended because they left.
create table work_state_changes (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id bigint generated always as identity,
  member_id uuid not null,
  at timestamptz not null,
  status text not null check (status in ('available', 'busy', 'break', 'away')),
  reason text,
  cause text not null check (cause in ('declared', 'returned', 'signed_out', 'left')),
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
call protect('work_state_changes', 'select, insert');
create index work_state_changes_of on work_state_changes (workspace_id, member_id, at);

-- Those who are given work say what they do with it.
grant insert on routing_events to boucle_app;

-- Whether somebody can be reached: after a minute without a live line they are given nothing new.
create function is_reached(s work_states) returns boolean language sql stable as $$
  select s.seen_at > clock_timestamp() - interval '60 seconds'
$$;

-- An offer to somebody who cannot take it any more waits for others again: they left, went away, were lost or did not respond.
create or replace function withdraw_offers(ws uuid, at_epoch bigint, moment timestamptz) returns setof uuid language plpgsql as $$
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
      and (s.status <> 'available' or s.is_silent or not is_reached(s) or m.status <> 'active')
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
revoke execute on function withdraw_offers from public;

-- Work may also be asked for.
alter table reservations drop constraint reservations_how_check;
alter table reservations add constraint reservations_how_check check (how in ('offered', 'by_hand', 'asked_for'));
