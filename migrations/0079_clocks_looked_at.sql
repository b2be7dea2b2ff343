-- A clock that is being looked at while what it hangs on changes is looked at again: its row may be marked already, and be
-- written clean by whoever read the promises an instant before.
create or replace function clocks_follow_card() returns trigger language plpgsql as $$
begin
  update conversations set clocks_stale = true
  where workspace_id = new.workspace_id and contact_id = new.id and status <> 'closed';
  return null;
end $$;
create or replace function clocks_follow_promises() returns trigger language plpgsql as $$
begin
  update conversations set clocks_stale = true
  where workspace_id = case when tg_op = 'DELETE' then old.workspace_id else new.workspace_id end
    and status <> 'closed' and joined_into is null;
  return null;
end $$;
create or replace function clocks_follow_house() returns trigger language plpgsql as $$
begin
  update conversations set clocks_stale = true
  where workspace_id = new.id and status <> 'closed' and joined_into is null;
  return null;
end $$;
create or replace function clocks_follow_work() returns trigger language plpgsql as $$
begin
  update conversations c set clocks_stale = true
  from work_items w
  where w.workspace_id = new.workspace_id and w.id = new.item_id
    and c.workspace_id = w.workspace_id and c.id = w.conversation_id;
  return null;
end $$;
