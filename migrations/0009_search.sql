-- Words of messages, findable without accents and in both languages. Row-level security makes full-text operators skip
-- their index, so the table belongs to a search role and is read through one function that filters the workspace itself.

create text search configuration boucle_fr (copy = french);
alter text search configuration boucle_fr alter mapping for hword, hword_part, word with unaccent, french_stem;
create text search configuration boucle_en (copy = english);
alter text search configuration boucle_en alter mapping for hword, hword_part, word with unaccent, english_stem;

create table message_search (
  workspace_id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  tsv tsvector not null,
  primary key (workspace_id, message_id)
) partition by range (message_id);
create index message_search_words on message_search using gin (workspace_id, tsv) with (fastupdate = off);
call protect('message_search');
grant select on message_search to boucle_search;
create policy search_reads on message_search for select to boucle_search using (true);

-- The workspace's own words, to expand typing mistakes. Purged by erasure.
create table vocabulary (
  workspace_id uuid not null,
  word text not null,
  primary key (workspace_id, word)
);
call protect('vocabulary', 'select, insert, delete');
create index vocabulary_trigrams on vocabulary using gin (workspace_id, word gin_trgm_ops);
grant select on vocabulary to boucle_search;
create policy search_reads on vocabulary for select to boucle_search using (true);

select ensure_partitions(now() - interval '1 month', now() + interval '3 months');
