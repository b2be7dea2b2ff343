-- Between the look of the dispatcher and what it writes, somebody may be lost: what writes an offer looks itself whether they
-- can be reached.

-- Writes the offers of a batch that can be made still; gives their places.
create or replace function write_offers(ws uuid, at_epoch bigint, moment timestamptz, offers jsonb) returns setof integer language sql as $$
  with asked as (
    select o.*, sum(o.units) over (partition by o.member order by o.n) as so_far
    from jsonb_to_recordset(offers) as o (n integer, id uuid, item uuid, member uuid, units integer, ends timestamptz, why jsonb)
  ), stands as materialized (
    select a.*
    from asked a
    join work_items w on w.workspace_id = ws and w.id = a.item and w.state = 'queued'
    join work_states s on s.workspace_id = ws and s.member_id = a.member
      and s.status = 'available' and not s.is_silent and is_reached(s) and s.used + a.so_far <= s.cap
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
