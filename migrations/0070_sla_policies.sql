-- Promises of an answer that a house makes in its own words: to whom, in how much time, counted how. In their order; the
-- promise of the workspace's settings follows the last.
create table sla_policies (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  position integer not null default 0,
  enabled boolean not null default true,
  conditions jsonb not null default '{}', -- { channels, reasons, teams, languages, priorities, vip, attributes: [{ key, values }] }
  first_target jsonb not null, -- { amount, unit }
  next_target jsonb, -- null: the same as the first
  calendar_id uuid, -- null: the workspace's own hours
  version integer not null default 1,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, calendar_id) references calendars (workspace_id, id)
);
call protect('sla_policies');
