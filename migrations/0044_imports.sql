-- Contacts from a file: how far each import is, what it did line by line so that it can be undone, and what it refused.

create table imports (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  file_name text not null,
  state text not null default 'draft' check (state in ('draft', 'running', 'done', 'failed', 'undoing', 'undone')),
  encoding text not null check (encoding in ('utf-8', 'utf-16le', 'windows-1252')),
  separator text not null check (separator in (';', ',', E'\t', '|')),
  columns text[] not null,
  sample jsonb not null,
  mapping jsonb not null,
  on_match text not null default 'update' check (on_match in ('update', 'skip')),
  lines integer not null,
  done integer not null default 0, -- lines whose work is committed: where a killed import goes on
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  refused integer not null default 0,
  kept integer not null default 0,
  problem text,
  by_kind text not null check (by_kind in ('member', 'api_key')),
  by_id uuid not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id)
);
call protect('imports');

create table import_lines (
  workspace_id uuid not null,
  import_id uuid not null,
  line integer not null,
  imported_id uuid not null, -- the contact, which may be gone since
  made boolean not null,
  before jsonb, -- what an update found, and null where it made the contact
  after jsonb,
  identity_ids uuid[] not null default '{}', -- addresses that an update added
  primary key (workspace_id, import_id, line),
  foreign key (workspace_id, import_id) references imports (workspace_id, id) on delete cascade
);
call protect('import_lines');

create table import_refusals (
  workspace_id uuid not null,
  import_id uuid not null,
  line integer not null,
  code text not null,
  values jsonb not null default '{}',
  record text[] not null,
  primary key (workspace_id, import_id, line),
  foreign key (workspace_id, import_id) references imports (workspace_id, id) on delete cascade
);
call protect('import_refusals');
