-- The commit of a transaction tells the numbers of its events. Asked in plain words, the question was read and planned anew
-- each time, which took longer than all that it asks for; inside a function it is kept.
create function number_now(how_many integer) returns table (seq bigint, event_id uuid)
language plpgsql set search_path = public as $$
begin
  set constraints number_event_at_commit immediate;
  return query
    select f.seq, f.event_id from feed f where f.workspace_id = current_workspace() order by f.seq desc limit how_many;
end $$;
