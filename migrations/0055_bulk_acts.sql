-- One act on many conversations, kept for as long as it may be taken back: how each stood before and after.
create table bulk_acts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  actor_id uuid not null, -- who may undo it: the member, or the key
  at timestamptz not null,
  undone_at timestamptz,
  items jsonb not null, -- [{ id, before, after }]: ids and values that people chose, nothing of a customer
  primary key (workspace_id, id)
);
call protect('bulk_acts');
create index bulk_acts_by_age on bulk_acts (workspace_id, at);
