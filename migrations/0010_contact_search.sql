-- The address book: sorted and found without accents, and in spite of typing mistakes. Row-level security keeps trigram
-- operators off their index (they are not leakproof), so the search is one function of the search role, which filters
-- the workspace itself.

-- The one folding: stored texts and questions pass through it, so that they always meet.
create function fold(given text) returns text
language sql stable parallel safe
return trim(regexp_replace(lower(unaccent(given)), '[^[:alnum:]]+', ' ', 'g'));

-- The instant of a UUIDv7, to the millisecond.
create function time_of_id(id uuid) returns timestamptz
language sql immutable parallel safe
return timestamptz 'epoch'
  + ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint * interval '1 millisecond';

-- Folded and plain, so that a page can start in the middle of the index under row-level security.
alter table contacts add column sort_name text not null default '';
drop index contacts_by_name;
create index contacts_by_name on contacts (workspace_id, sort_name, id);
create index contacts_vip on contacts (workspace_id, sort_name, id) where is_vip;
create index contacts_words on contacts using gin (workspace_id, search_text gin_trgm_ops)
  with (gin_pending_list_limit = 256); -- without the pending list each change of a person costs 200 µs; a longer one slows the search

alter table companies add column sort_name text not null default '';
create index companies_by_name on companies (workspace_id, sort_name, id);
-- Plain for the same reason: lower(domain) would read every company for each new sender.
drop index companies_one_per_domain;
alter table companies add check (domain = lower(domain));
create unique index companies_one_per_domain on companies (workspace_id, domain) where domain is not null;

-- A partner's advisers see the contacts of their teams' conversations, closed ones too.
create index conversations_of_team on conversations (workspace_id, team_id, contact_id) where team_id is not null;

-- name, identities and company of contacts, folded; null means all of the workspace.
create function refresh_contact_search(ws uuid, only_ids uuid[]) returns void
language sql set search_path = public, pg_temp as $$
  update contacts c
  set sort_name = left(fold(c.name), 200),
    search_text = ' ' || fold(concat_ws(' ', c.name, c.first_name, c.last_name,
      (select concat_ws(' ', o.name, o.domain) from companies o where o.workspace_id = ws and o.id = c.company_id),
      (select string_agg(concat_ws(' ', i.value, nullif(lower(i.shown), i.value)), ' ' order by i.id)
        from identities i where i.workspace_id = ws and i.contact_id = c.id)))
  where c.workspace_id = ws and (only_ids is null or c.id = any (only_ids))
$$;

grant select (workspace_id, id, sort_name, search_text, stage, company_id, is_vip, updated_at) on contacts to boucle_search;
create policy search_reads on contacts for select to boucle_search using (true);

-- `first` to `third` (like patterns of the most telling words, any of each; null for none) read the index; `words`
-- (regular expressions, all of them) decide. Planned for the values of each call, so that what is null costs nothing.
create function search_contacts(
  first text[], second text[], third text[], words text[],
  in_stage text, in_company uuid, only_vip boolean, since timestamptz,
  after_name text, after_id uuid, how_many integer
) returns table (id uuid, sort_name text)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
  return query
  select c.id, c.sort_name from contacts c
  where c.workspace_id = current_workspace()
    and c.search_text like any (first)
    and (second is null or c.search_text like any (second))
    and (third is null or c.search_text like any (third))
    and c.search_text ~ all (words)
    and (in_stage is null or c.stage = in_stage)
    and (in_company is null or c.company_id = in_company)
    and (only_vip is null or c.is_vip = only_vip)
    and (since is null or c.updated_at >= since)
    and (after_id is null or (c.sort_name, c.id) > (after_name, after_id))
  order by c.sort_name, c.id
  limit how_many;
end $$;

-- A new owner must be allowed to create in the schema while it takes the function over.
grant create on schema public to boucle_search;
alter function search_contacts owner to boucle_search;
revoke create on schema public from boucle_search;
revoke all on function search_contacts from public;
grant execute on function search_contacts to boucle_app;
