-- A message brings a hundred words to the index of words, each to a place of its own: that was half of what the database
-- did for a mail. The words of some dozens of messages are gathered now and put in place together. A search reads what is
-- gathered as well, one by one: a quarter of a megabyte at most, of the current month alone.

-- PostgreSQL lets no such thing be said of the index of a partitioned table, only of those of its partitions.
create function gather_words() returns void
language plpgsql security definer set search_path = public as $$
declare part regclass;
begin
  for part in
    select i.inhrelid::regclass from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'message_search_words'::regclass
      and not coalesce(c.reloptions @> array['fastupdate=on'], false)
  loop
    execute format('alter index %s set (fastupdate = on, gin_pending_list_limit = 256)', part);
  end loop;
end $$;

select gather_words();

create or replace function ensure_partitions(from_time timestamptz, to_time timestamptz) returns integer
language plpgsql security definer set search_path = public as $$
declare
  month timestamptz := date_trunc('month', from_time, 'UTC');
  parent text;
  part text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('boucle.ensure_partitions'));
  while month <= to_time loop
    foreach parent in array array['events', 'messages', 'message_search'] loop
      part := parent || '_' || to_char(month at time zone 'UTC', 'YYYYMM');
      if to_regclass(parent) is not null and to_regclass(part) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          part, parent, first_id_at(month), first_id_at(month + interval '1 month'));
        made := made + 1;
      end if;
    end loop;
    month := month + interval '1 month';
  end loop;
  if made > 0 then perform gather_words(); end if;
  return made;
end $$;
