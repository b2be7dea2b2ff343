-- One door to the words: runs as the search role, filters the workspace itself, walks month by month from the newest.

create function search_conversations(question text, how_many integer)
returns table (conversation_id uuid, message_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  ws uuid := current_workspace();
  wanted tsquery;
  found integer := 0;
  part record;
  seen uuid[] := '{}';
  hit record;
begin
  wanted := search_query(ws, question);
  if ws is null or wanted is null or numnode(wanted) = 0 then return; end if;

  for part in
    select c.relname, pg_get_expr(c.relpartbound, c.oid) as bound,
      (regexp_match(pg_get_expr(c.relpartbound, c.oid), $r$FROM \('([^']+)'\) TO \('([^']+)'\)$r$))[1]::uuid as low,
      (regexp_match(pg_get_expr(c.relpartbound, c.oid), $r$FROM \('([^']+)'\) TO \('([^']+)'\)$r$))[2]::uuid as high
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'message_search'::regclass
    order by c.relname desc
  loop
    for hit in
      select s.conversation_id as conversation, max(s.message_id::text)::uuid as message
      from message_search s
      where s.workspace_id = ws and s.message_id >= part.low and s.message_id < part.high and s.tsv @@ wanted
      group by s.conversation_id
      order by 2 desc
      limit how_many
    loop
      continue when hit.conversation = any (seen);
      seen := seen || hit.conversation;
      conversation_id := hit.conversation;
      message_id := hit.message;
      found := found + 1;
      return next;
      if found >= how_many then return; end if;
    end loop;
  end loop;
end $$;

-- Every word must be there, in French or English form; a word nobody ever wrote becomes its nearest neighbours.
create function search_query(ws uuid, question text) returns tsquery
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  whole tsquery;
  asked text;
  one tsquery;
  near text;
begin
  for asked in select m[1] from regexp_matches(lower(question), '[[:alnum:]@._+-]+', 'g') as m limit 12 loop
    one := plainto_tsquery('boucle_fr', asked) || plainto_tsquery('boucle_en', asked);
    if numnode(one) = 0 then continue; end if;
    if length(asked) >= 4 and not exists (
      select from vocabulary v where v.workspace_id = ws and v.word = any (select unnest(lexemes_of(one)))
    ) then
      for near in
        select v.word from vocabulary v
        where v.workspace_id = ws and v.word % unaccent(asked) and similarity(v.word, unaccent(asked)) > 0.4
        order by similarity(v.word, unaccent(asked)) desc limit 5
      loop
        one := one || to_tsquery('simple', quote_literal(near));
      end loop;
    end if;
    whole := case when whole is null then one else whole && one end;
  end loop;
  return whole;
end $$;

create function lexemes_of(query tsquery) returns text[]
language sql immutable parallel safe
return (select coalesce(array_agg(m[1]), '{}') from regexp_matches(query::text, $r$'([^']+)'$r$, 'g') as m);

-- A new owner must be allowed to create in the schema while it takes the functions over.
grant create on schema public to boucle_search;
alter function search_conversations (text, integer) owner to boucle_search;
alter function search_query (uuid, text) owner to boucle_search;
revoke create on schema public from boucle_search;
revoke all on function search_conversations (text, integer), search_query (uuid, text) from public;
grant execute on function search_conversations (text, integer) to boucle_app;
