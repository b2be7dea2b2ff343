-- The ground every domain stands on: row-level security, the event log, its gapless feed, the outbox, idempotency.

create extension if not exists btree_gin;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- `app.workspace_id` is '' (not null) after the transaction that set it: nullif keeps the next query from failing.
create function current_workspace() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.workspace_id', true), '')::uuid;

-- Closes a table: only rows of the current workspace exist for boucle_app; the owner (jobs, relay) sees all.
create procedure protect(target regclass, verbs text default 'select, insert, update, delete', key text default 'workspace_id')
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy workspace_only on %s to boucle_app using (%I = current_workspace()) with check (%I = current_workspace())',
    target, key, key);
  execute format('create policy owner_sees_all on %s to current_user using (true) with check (true)', target);
  execute format('grant %s on %s to boucle_app', verbs, target);
end $$;

create table workspaces (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null,
  language text not null check (language in ('fr', 'en')),
  time_zone text not null,
  country text not null default 'FR',
  is_demo boolean not null default false,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);
call protect('workspaces', 'select, update', 'id');

-- Append-only facts, written in the transaction of the change. Partitioned by id, so by time (UUIDv7).
create table events (
  workspace_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  type text not null,
  actor_kind text not null check (actor_kind in ('member', 'api_key', 'contact', 'system')),
  actor_id uuid,
  subject_kind text not null,
  subject_id uuid not null,
  conversation_id uuid,
  contact_id uuid,
  data jsonb not null default '{}',
  primary key (workspace_id, id)
) partition by range (id);
call protect('events', 'select, insert');
create index events_of_conversation on events (workspace_id, conversation_id, id) where conversation_id is not null;
create index events_of_contact on events (workspace_id, contact_id, id) where contact_id is not null;
create index events_of_subject on events (workspace_id, subject_id, id);

-- Personal values of an event live apart, so that erasure can delete them and keep the fact.
create table event_details (
  workspace_id uuid not null,
  event_id uuid not null,
  data jsonb not null,
  primary key (workspace_id, event_id)
);
call protect('event_details');

create table feed_counters (
  workspace_id uuid primary key,
  last_seq bigint not null
);
call protect('feed_counters', 'select');

create table feed (
  workspace_id uuid not null,
  seq bigint not null,
  event_id uuid not null,
  primary key (workspace_id, seq)
);
call protect('feed', 'select');

-- What must happen after the commit: an event to hand to its subscribers, or a job to enqueue.
create table outbox (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  event_id uuid,
  event_type text,
  task text,
  payload jsonb,
  job_key text,
  run_at timestamptz,
  check ((event_id is null) <> (task is null))
);
grant insert on outbox to boucle_app;

-- Numbers an event when its transaction commits: the counter row is locked only then, never while our code runs.
create function number_event() returns trigger
language plpgsql security definer set search_path = public as $$
declare next_seq bigint;
begin
  insert into feed_counters as c (workspace_id, last_seq) values (new.workspace_id, 1)
  on conflict (workspace_id) do update set last_seq = c.last_seq + 1
  returning last_seq into next_seq;
  insert into feed (workspace_id, seq, event_id) values (new.workspace_id, next_seq, new.id);
  insert into outbox (workspace_id, event_id, event_type) values (new.workspace_id, new.id, new.type);
  return null;
end $$;

create constraint trigger number_event_at_commit
after insert on events
deferrable initially deferred
for each row execute function number_event();

-- Months are created ahead by a job, and before any import of older rows. No default partition: a row in it would block its month.
create function ensure_partitions(from_time timestamptz, to_time timestamptz) returns integer
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
  return made;
end $$;

-- The smallest UUIDv7 of an instant: 48 bits of milliseconds, then zeros.
create function first_id_at(at timestamptz) returns uuid
language sql immutable parallel safe
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid;

-- The answer already given to a POST, kept in the transaction that did the work.
create table idempotency_keys (
  workspace_id uuid not null,
  caller text not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, caller, key)
);
call protect('idempotency_keys');
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Human numbers (conversation #4812), taken in blocks outside the hot transaction: unique and rising, not gapless.
create table number_blocks (
  workspace_id uuid not null,
  name text not null,
  next_number bigint not null,
  primary key (workspace_id, name)
);
call protect('number_blocks');

-- Content-addressed files of a workspace; the bytes live in the object store under their hash.
create table files (
  workspace_id uuid not null,
  id uuid not null,
  sha256 bytea not null,
  bytes bigint not null,
  type text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('files');
create index files_by_content on files (workspace_id, sha256);

-- Who read what (DAT-13): append-only, kept 12 months, never read by performance reports.
create table access_log (
  workspace_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  action text not null check (action in ('read', 'search', 'export', 'download', 'playback')),
  subject_kind text not null,
  subject_id uuid,
  note text,
  primary key (workspace_id, id)
);
call protect('access_log', 'select, insert');
