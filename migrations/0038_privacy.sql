-- What people may ask about their data, and proof of what was done: requests with their dates, holds, erasures whose list
-- outlives every restore, exports that expire, periods after which data goes. Beside it, the backups that were made.

alter table contacts add column erased_at timestamptz;

-- A claim or a duty that keeps somebody's data from being erased, with its reason.
create table legal_holds (
  workspace_id uuid not null,
  contact_id uuid not null,
  reason text not null,
  placed_by uuid,
  placed_at timestamptz not null,
  primary key (workspace_id, contact_id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
call protect('legal_holds');

-- The receipt of an erasure: counts, and keyed hashes of the addresses. It tells nothing of the person, and recognises them.
create table erasures (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  contact_id uuid not null,
  cause text not null check (cause in ('request', 'retention')),
  asked_by uuid,
  at timestamptz not null,
  counts jsonb not null,
  marks text[] not null,
  primary key (workspace_id, id)
);
call protect('erasures', 'select, insert');
create unique index erasures_one_per_contact on erasures (workspace_id, contact_id);
create index erasures_by_mark on erasures using gin (workspace_id, marks);

-- DAT-3: one month, two more if told with a reason before it ends.
create table rights_requests (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('access', 'erasure', 'rectification', 'portability', 'objection')),
  -- Days of the calendar, as the house counts them: 2027-02-28.
  received_on text not null check (received_on ~ '^\d{4}-\d\d-\d\d$'),
  due_on text not null check (due_on ~ '^\d{4}-\d\d-\d\d$'),
  extended_at timestamptz,
  extension_reason text,
  decided_at timestamptz,
  decision text check (decision in ('granted', 'refused', 'withdrawn')),
  decision_reason text,
  told_days_before smallint, -- the last reminder that was sent: 15, 7 or 2
  opened_by uuid,
  opened_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id)
);
call protect('rights_requests');
create index rights_requests_open on rights_requests (due_on) where decided_at is null;
create index rights_requests_by_date on rights_requests (workspace_id, due_on desc, id desc);

-- A file made on demand, of one person or of the whole workspace; its link ends with it.
create table data_exports (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('person', 'workspace')),
  contact_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'making', 'ready', 'failed', 'expired')),
  progress smallint not null default 0,
  options jsonb not null default '{}',
  bytes bigint,
  sha256 bytea,
  asked_by uuid,
  asked_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz,
  error text,
  primary key (workspace_id, id),
  check ((kind = 'person') = (contact_id is not null))
);
call protect('data_exports');
create index data_exports_by_time on data_exports (workspace_id, asked_at desc, id desc);
create index data_exports_to_end on data_exports (expires_at) where state = 'ready';

-- How long each kind of data stays; what is not named here stays as long as the program proposes.
create table retention_settings (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  enabled boolean not null default false,
  periods jsonb not null default '{}',
  updated_by uuid,
  updated_at timestamptz not null
);
call protect('retention_settings');

create table retention_runs (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  at timestamptz not null,
  counts jsonb not null,
  primary key (workspace_id, id)
);
call protect('retention_runs', 'select, insert');

-- Of the whole Boucle, by its operator's settings: no workspace owns it, and requests only read it.
create table backup_runs (
  id uuid primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  state text not null check (state in ('running', 'done', 'failed')),
  file text not null,
  bytes bigint,
  error text
);
create index backup_runs_by_time on backup_runs (started_at desc);

-- What nobody may delete line by line goes with its person alone.
create function forget_proofs(contact uuid) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone integer;
begin
  delete from consent_entries where workspace_id = current_workspace() and contact_id = contact;
  get diagnostics gone = row_count;
  update access_log set note = null
  where workspace_id = current_workspace() and subject_id = contact and note is not null;
  return gone;
end $$;

-- Who read what is kept for the months that the house has set.
create function forget_accesses(before timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone integer;
begin
  delete from access_log
  where workspace_id = current_workspace() and id < first_id_at(before);
  get diagnostics gone = row_count;
  return gone;
end $$;

-- Forgets words that no message says any more; asked with those of messages that were just emptied.
create function forget_words(gone text[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare taken integer;
begin
  delete from vocabulary v
  where v.workspace_id = current_workspace() and v.word = any (gone)
    and not exists (
      select from message_search s
      where s.workspace_id = current_workspace() and s.tsv @@ array_to_string(array[quote_literal(v.word)], '')::tsquery
    );
  get diagnostics taken = row_count;
  return taken;
end $$;

revoke all on function forget_proofs(uuid), forget_accesses(timestamptz), forget_words(text[]) from public;
grant execute on function forget_proofs(uuid), forget_accesses(timestamptz), forget_words(text[]) to boucle_app;
grant select on backup_runs to boucle_app;
