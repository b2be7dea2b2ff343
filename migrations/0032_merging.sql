-- Two cards of one person become one, and can be two again: what was moved remembers where it is at home, and each card
-- keeps what was written on it alone.

alter table contacts
  add column merged_into uuid,
  -- what was written on this card itself, once another was merged into it; null while it shows nothing else
  add column own jsonb,
  -- DAT-8: no marketing, no profile, nothing to a model
  add column is_minor boolean not null default false,
  add foreign key (workspace_id, merged_into) references contacts (workspace_id, id);
create index contacts_merged on contacts (workspace_id, merged_into) where merged_into is not null;

create table contact_merges (
  workspace_id uuid not null,
  id uuid not null,
  into_id uuid not null,
  from_id uuid not null,
  chosen text[] not null default '{}', -- fields for which the other card's value was chosen
  settled text[] not null default '{}', -- fields written since: what the merge brought there counts no more
  because text not null check (because in ('person', 'verified')),
  by_kind text not null check (by_kind in ('member', 'api_key', 'system')),
  by_id uuid,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by_kind text,
  undone_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, into_id) references contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, from_id) references contacts (workspace_id, id) on delete cascade
);
call protect('contact_merges');
create unique index contact_merges_live on contact_merges (workspace_id, from_id) where undone_at is null;
create index contact_merges_into on contact_merges (workspace_id, into_id);
create index contact_merges_from on contact_merges (workspace_id, from_id);

-- The card that a row was made for, when it is shown on another; null when it is at home.
alter table identities add column home_contact_id uuid;
alter table conversations add column home_contact_id uuid;
alter table external_records add column home_contact_id uuid;
alter table consent_entries add column home_contact_id uuid;
grant update (contact_id, home_contact_id) on consent_entries to boucle_app; -- the proof itself stays as it was given

-- Whoever writes for a card that is being merged waits, then writes for the card that took its place.
create function follow_person() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  home uuid := coalesce(new.home_contact_id, new.contact_id);
  head uuid := home;
  next_id uuid;
begin
  loop
    select merged_into into next_id from contacts
    where workspace_id = new.workspace_id and id = head for key share;
    exit when next_id is null;
    head := next_id;
  end loop;
  new.contact_id := head;
  new.home_contact_id := nullif(home, head);
  return new;
end $$;

create trigger follow_person before insert on identities for each row execute function follow_person();
create trigger follow_person before insert on conversations for each row execute function follow_person();
create trigger follow_person before insert on external_records for each row execute function follow_person();
create trigger follow_person before insert on consent_entries for each row execute function follow_person();

-- What hangs on a conversation belongs to the person of that conversation.
create function follow_conversation() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare person uuid;
begin
  perform from contacts where workspace_id = new.workspace_id and id = new.contact_id for key share;
  select contact_id into person from conversations
  where workspace_id = new.workspace_id and id = new.conversation_id;
  new.contact_id := coalesce(person, new.contact_id);
  return new;
end $$;

create trigger follow_conversation before insert on survey_invitations
  for each row execute function follow_conversation();
create trigger follow_conversation before insert on survey_refusals
  for each row execute function follow_conversation();
create trigger follow_conversation before insert on recoveries
  for each row execute function follow_conversation();
create index survey_refusals_of_contact on survey_refusals (workspace_id, contact_id);
create index recoveries_of_contact on recoveries (workspace_id, contact_id);

-- A card that is part of another is found by nobody.
create or replace function refresh_contact_search(ws uuid, only_ids uuid[]) returns void
language sql set search_path = public, pg_temp as $$
  update contacts c
  set sort_name = left(fold(c.name), 200),
    search_text = case when c.merged_into is not null then '' else
      ' ' || fold(concat_ws(' ', c.name, c.first_name, c.last_name,
        (select concat_ws(' ', o.name, o.domain) from companies o where o.workspace_id = ws and o.id = c.company_id),
        (select string_agg(concat_ws(' ', i.value, nullif(lower(i.shown), i.value)), ' ' order by i.id)
          from identities i where i.workspace_id = ws and i.contact_id = c.id))) end
  where c.workspace_id = ws and (only_ids is null or c.id = any (only_ids))
$$;

-- One mailbox written in several ways: what follows + is the reader's own, and Gmail sees no dots.
create function mailbox_of(address text) returns text
language sql immutable parallel safe
return case
  when address ~ '@(gmail|googlemail)\.com$'
    then replace(split_part(split_part(address, '@', 1), '+', 1), '.', '') || '@gmail.com'
  else split_part(split_part(address, '@', 1), '+', 1) || '@' || split_part(address, '@', 2)
end;

-- Plain and stored: an expression could not be looked up under row-level security.
alter table identities add column mailbox text
  generated always as (case when kind = 'email' then mailbox_of(value) end) stored;
create index identities_by_mailbox on identities (workspace_id, mailbox) where mailbox is not null;
create index identities_by_value on identities (workspace_id, value);

-- The order that a delivery or an invoice belongs to.
alter table external_records add column order_number text generated always as (data ->> 'order') stored;
create index external_records_by_order on external_records (workspace_id, order_number) where order_number is not null;

-- Cards that look like one person, with the reasons; one that somebody put aside stays aside.
create table duplicate_proposals (
  workspace_id uuid not null,
  one_id uuid not null,
  other_id uuid not null,
  reasons text[] not null,
  found_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by uuid,
  primary key (workspace_id, one_id, other_id),
  check (one_id < other_id),
  foreign key (workspace_id, one_id) references contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, other_id) references contacts (workspace_id, id) on delete cascade
);
call protect('duplicate_proposals');
create index duplicate_proposals_open on duplicate_proposals (workspace_id, found_at desc, one_id, other_id)
  where dismissed_at is null;
create index duplicate_proposals_of_other on duplicate_proposals (workspace_id, other_id);
