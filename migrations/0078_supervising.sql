-- Figures of a board that are watched: told once when one stays beyond its threshold, over when it is back.
create table wallboard_alerts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  figure text not null,
  channel text,
  board text not null,
  threshold numeric not null,
  back numeric not null,
  minutes integer not null,
  mail boolean not null,
  enabled boolean not null,
  beyond_since timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
call protect('wallboard_alerts');

-- Each time that one was beyond, for as long as it lasted.
create table wallboard_alert_episodes (
  workspace_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  began_at timestamptz not null,
  value numeric not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, alert_id) references wallboard_alerts (workspace_id, id) on delete cascade
);
call protect('wallboard_alert_episodes');
-- Nodes that look at the same instant open one.
create unique index wallboard_alert_open on wallboard_alert_episodes (workspace_id, alert_id) where ended_at is null;

-- Somebody moved to a team for a time; a job brings them back.
create table lendings (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  member_id uuid not null,
  team_id uuid not null,
  left_team_ids uuid[] not null, -- where they return
  had_joined boolean not null, -- they were in the team already, and stay
  at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, team_id) references teams (workspace_id, id)
);
call protect('lendings');
create unique index lendings_open on lendings (workspace_id, member_id) where ended_at is null;

-- What those who lead tell everybody, for a day.
create table day_messages (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  text text not null,
  at timestamptz not null,
  made_by uuid -- the member; null for a program
);
call protect('day_messages');
