-- Search in pages: newest first, each conversation once, going on where it stopped. Order numbers are found by any of
-- their parts, mail addresses while they are typed, as is the last word of a question.

-- A reply names the messages of its thread: without this it reads the keys of the whole workspace.
create index message_keys_of_conversation on message_keys (workspace_id, conversation_id, message_id);

-- A thread shows its survey.
create index survey_invitations_of_conversation on survey_invitations (workspace_id, conversation_id, sent_at desc);

-- Up to which message words were learnt for correcting mistakes; read and moved by one node at a time.
create table vocabulary_progress (
  only_row boolean primary key default true check (only_row),
  learnt_to uuid not null
);
insert into vocabulary_progress (learnt_to) values (first_id_at(now()));

-- What numbers are called: `MB-988213` is also mb, 988213 and mb988213; `06 12 34 56 78` is also 0612345678.
create function references_in(body text) returns text[]
language sql immutable parallel safe
return (
  select coalesce(array_agg(distinct part), '{}')
  from (
    select unnest(regexp_split_to_array(m[1], '[^[:alnum:]]+') || regexp_replace(m[1], '[^[:alnum:]]+', '', 'g')) as part
    from regexp_matches(lower(body), '([[:alnum:]]+(?:[-_./#°][[:alnum:]]+)+)', 'g') as m
    where m[1] ~ '[0-9]' and length(m[1]) <= 60
    union all
    select regexp_replace(m[1], '[^0-9]+', '', 'g')
    from regexp_matches(body, '([0-9]{1,4}(?:[ .][0-9]{2,4}){2,6})', 'g') as m
  ) as parts
  where part <> ''
);

-- The one way to index a message. The words of who wrote bear the weight C, so that whoever may not know the person
-- cannot find by them.
create function message_words(language text, subject text, person text, body text) returns tsvector
language sql stable parallel safe
return (
  select setweight(to_tsvector(c.name, coalesce(subject, '')), 'A')
    || setweight(to_tsvector(c.name, coalesce(person, '')), 'C')
    || to_tsvector(c.name, coalesce(body, ''))
    || array_to_tsvector(references_in(concat_ws(' ', subject, body)))
  from (select case language when 'en' then 'boucle_en'::regconfig else 'boucle_fr'::regconfig end as name) as c
);

drop function search_conversations (text, integer);
drop function search_query (uuid, text);

grant select (workspace_id, id, conversation_id) on messages to boucle_search;
create policy search_reads on messages for select to boucle_search using (true);

-- A question as PostgreSQL puts it: every word must be there, in its French or its English form. The last word may be
-- unfinished; a word that nobody ever wrote becomes its nearest neighbours; words too common to be indexed are left out,
-- unless there are no others. `weights` narrows where words may stand ('' = anywhere).
create function search_query(ws uuid, question text, weights text) returns tsquery
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  words text[] := array(
    select m[1] from regexp_matches(lower(question), '([[:alnum:]]+(?:[-@._+/#°][[:alnum:]]+)*@?)', 'g') as m limit 12);
  is_open boolean := question ~ '[[:alnum:]@]$';
  keeps_common boolean;
  word text;
  place integer;
  term text;
  terms text[];
begin
  foreach keeps_common in array array[false, true] loop
    terms := '{}';
    place := 0;
    foreach word in array words loop
      place := place + 1;
      term := search_term(ws, word, is_open and place = cardinality(words), keeps_common, weights);
      if term is not null then terms := terms || term; end if;
    end loop;
    if cardinality(terms) > 0 then return array_to_string(terms, ' & ')::tsquery; end if;
  end loop;
  return null;
end $$;

-- What stands for one word of a question, in the notation of tsquery; null for one that is left out.
create function search_term(ws uuid, word text, is_open boolean, keeps_common boolean, weights text) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  folded text := unaccent(word);
  parts text[];
  french text[];
  english text[];
  forms text[];
  is_prefix boolean := is_open and length(folded) >= 3;
begin
  if word like '%@%' then return search_lexeme(folded, is_open, weights); end if;
  parts := array(select part from regexp_split_to_table(word, '[^[:alnum:]]+') as part where part <> '');
  if cardinality(parts) > 1 then
    return (
      select case when word ~ '[0-9]'
        then '((' || string_agg(t.term, ' & ') || ') | ' || search_lexeme(array_to_string(parts, ''), is_open, weights) || ')'
        else string_agg(t.term, ' & ') end
      from (
        select search_term(ws, part, is_open and place = cardinality(parts), keeps_common or word ~ '[0-9]', weights) as term
        from unnest(parts) with ordinality as p (part, place)
      ) as t);
  end if;
  if word ~ '[0-9]' then return search_lexeme(folded, is_prefix, weights); end if;

  french := tsvector_to_array(to_tsvector('boucle_fr', word));
  english := tsvector_to_array(to_tsvector('boucle_en', word));
  -- « thé » is nobody's article.
  if not keeps_common and (french = '{}' or (english = '{}' and word = folded)) then return null; end if;
  forms := french || english;
  if forms = '{}' then return null; end if;
  if length(folded) >= 4 and not exists (
    select from vocabulary v where v.workspace_id = ws and v.word = any (forms)
  ) and not (is_prefix and exists (
    select from vocabulary v where v.workspace_id = ws and v.word >= folded and v.word < folded || U&'\+10FFFF'
  )) then
    forms := forms || array(
      select v.word from vocabulary v
      where v.workspace_id = ws and v.word % folded
      order by similarity(v.word, folded) desc, v.word
      limit 5);
  end if;
  return (
    select '(' || string_agg(distinct search_lexeme(form, false, weights), ' | ')
      || case when is_prefix then ' | ' || search_lexeme(folded, true, weights) else '' end || ')'
    from unnest(forms) as form);
end $$;

create function search_lexeme(lexeme text, is_prefix boolean, weights text) returns text
language sql immutable parallel safe
return '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''
  || case when is_prefix or weights <> '' then ':' || case when is_prefix then '*' else '' end || weights else '' end;

-- One page of a search: conversations with their newest message that matches, newest first, those before a message.
-- A common word is met among the newest messages, which are read one by one; a rare one is looked up, in months, then
-- in more and more of them at once. `among` looks through these conversations only.
create function search_page(question text, without_person boolean, before uuid, among uuid[], how_many integer)
returns table (conversation_id uuid, message_id uuid)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  ws uuid := current_workspace();
  wanted tsquery;
  upper uuid := coalesce(before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  lower uuid;
  oldest uuid;
  stretch integer := 300;
  looked integer := 0;
  matched integer := 0;
  found integer := 0;
  months integer := 1;
  hit record;
  seen uuid[] := '{}';
begin
  if ws is null then return; end if;
  wanted := search_query(ws, question, case when without_person then 'AD' else '' end);
  if wanted is null then return; end if;

  if among is not null then
    for hit in
      select n.conversation, n.message
      from unnest(among) as one (id)
      cross join lateral (
        select m.conversation_id as conversation, m.id as message
        from messages m
        join message_search s on s.workspace_id = ws and s.message_id = m.id
        where m.workspace_id = ws and m.conversation_id = one.id and s.tsv @@ wanted
        order by m.id desc
        limit 1
      ) n
      where n.message < upper
      order by n.message desc
      limit how_many
    loop
      conversation_id := hit.conversation;
      message_id := hit.message;
      return next;
    end loop;
    return;
  end if;

  select s.message_id into oldest from message_search s where s.workspace_id = ws order by s.message_id limit 1;
  -- The newest, as long as enough of them match.
  while upper > oldest loop
    lower := oldest;
    for hit in select * from search_newest(ws, wanted, upper, stretch) loop
      if hit.conversation is null then
        lower := hit.message; -- how far it went
        continue;
      end if;
      matched := matched + 1;
      continue when hit.conversation = any (seen) or search_was_before(ws, hit.conversation, before, wanted);
      seen := seen || hit.conversation;
      conversation_id := hit.conversation;
      message_id := hit.message;
      return next;
      found := found + 1;
      if found >= how_many then return; end if;
    end loop;
    upper := lower;
    looked := looked + stretch;
    exit when matched < looked * 0.03;
    stretch := least(2000, greatest(300, (how_many - found) * looked / matched));
  end loop;

  while upper > oldest loop
    lower := first_id_at(
      date_trunc('month', time_of_id(upper) - interval '1 millisecond', 'UTC') - (months - 1) * interval '1 month');
    for hit in select * from search_words(ws, wanted, lower, upper) loop
      continue when hit.conversation = any (seen) or search_was_before(ws, hit.conversation, before, wanted);
      seen := seen || hit.conversation;
      conversation_id := hit.conversation;
      message_id := hit.message;
      return next;
      found := found + 1;
      if found >= how_many then return; end if;
    end loop;
    upper := lower;
    months := months * 2;
  end loop;
end $$;

-- The newest messages before one that match; and one line without conversation, how far it went.
create function search_newest(ws uuid, wanted tsquery, upper uuid, stretch integer)
returns table (conversation uuid, message uuid)
language sql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
  with near as materialized (
    select s.message_id, s.conversation_id, s.tsv
    from message_search s
    where s.workspace_id = ws and s.message_id < upper
    order by s.message_id desc
    limit stretch
  )
  (select null::uuid, n.message_id from near n order by n.message_id limit 1)
  union all
  (select n.conversation_id, n.message_id from near n where n.tsv @@ wanted order by n.message_id desc)
$$;

-- Messages of a span that match, newest first, by the index of words: it alone knows where a rare word is.
create function search_words(ws uuid, wanted tsquery, lower uuid, upper uuid)
returns table (conversation uuid, message uuid)
language sql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan
set enable_indexscan = off
set enable_seqscan = off as $$
  select s.conversation_id, s.message_id
  from message_search s
  where s.workspace_id = ws and s.message_id >= lower and s.message_id < upper and s.tsv @@ wanted
  order by s.message_id desc
$$;

-- True for a conversation that an earlier page has shown, by a newer message of it.
create function search_was_before(ws uuid, conversation uuid, before uuid, wanted tsquery) returns boolean
language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
  if before is null then return false; end if;
  return exists (
    select from messages m
    join message_search s on s.workspace_id = ws and s.message_id = m.id
    where m.workspace_id = ws and m.conversation_id = conversation and m.id >= before and s.tsv @@ wanted);
end $$;

-- A new owner must be allowed to create in the schema while it takes the functions over.
grant create on schema public to boucle_search;
alter function search_page (text, boolean, uuid, uuid[], integer) owner to boucle_search;
alter function search_query (uuid, text, text) owner to boucle_search;
alter function search_term (uuid, text, boolean, boolean, text) owner to boucle_search;
alter function search_newest (uuid, tsquery, uuid, integer) owner to boucle_search;
alter function search_words (uuid, tsquery, uuid, uuid) owner to boucle_search;
alter function search_was_before (uuid, uuid, uuid, tsquery) owner to boucle_search;
revoke create on schema public from boucle_search;
revoke all on function search_page (text, boolean, uuid, uuid[], integer), search_query (uuid, text, text),
  search_term (uuid, text, boolean, boolean, text), search_newest (uuid, tsquery, uuid, integer),
  search_words (uuid, tsquery, uuid, uuid), search_was_before (uuid, uuid, uuid, tsquery) from public;
grant execute on function search_page (text, boolean, uuid, uuid[], integer) to boucle_app;

-- Only words are corrected, never numbers and addresses: those are many, and a neighbour of one is another.
delete from vocabulary where word !~ '^[[:alpha:]]+$';
