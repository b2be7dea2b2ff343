-- Views of the desk that people make: a view and what narrows it, for oneself or for everybody.
create table saved_views (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  owner_id uuid not null,
  is_shared boolean not null default false,
  view text not null,
  filters jsonb not null default '{}', -- { status, team, assignee, reason, tag, channel, priority, language, company, waitingHours, q }
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, owner_id) references members (workspace_id, id) on delete cascade
);
call protect('saved_views');
create index saved_views_of_owner on saved_views (workspace_id, owner_id);
