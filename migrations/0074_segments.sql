-- Segments of customers: what each asks of a person. Nobody is written into one: who is in it is asked each time.
create table segments (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  position integer not null,
  touch text check (touch in ('high', 'low')),
  body jsonb not null, -- contract/segments.ts, SegmentBody
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (workspace_id, id)
);
call protect('segments');
