-- What those who lead settle for a time, and what is promised of each channel.

-- A team whose requests go to another until an hour that was said; a job ends it.
create table overflow_openings (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  team_id uuid not null,
  to_team_id uuid not null check (to_team_id <> team_id),
  at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_team_id) references teams (workspace_id, id) on delete cascade
);
call protect('overflow_openings');
-- Two who open at once open one.
create unique index overflow_openings_open on overflow_openings (workspace_id, team_id) where ended_at is null;

-- A skill that somebody is given work by until an hour that was said, beside those that they declared; a job ends it.
create table skill_lendings (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  member_id uuid not null,
  skill_id uuid not null,
  level integer not null check (level between 1 and 5),
  at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, skill_id) references skills (workspace_id, id) on delete cascade
);
call protect('skill_lendings');
create unique index skill_lendings_open on skill_lendings (workspace_id, member_id, skill_id) where ended_at is null;

-- In how many seconds, and how often, a channel is to be answered: channels without any are not measured so.
create table supervision_settings (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  service_levels jsonb not null,
  version integer not null,
  updated_at timestamptz not null
);
call protect('supervision_settings');
