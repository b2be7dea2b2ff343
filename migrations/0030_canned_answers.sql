-- Answers kept ready, macros and tone guides; and which contact reasons are complaints, answered in one's own words.

alter table reasons add column is_complaint boolean not null default false;

create table canned_answers (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  folder text not null default '',
  text_fr text,
  text_en text,
  audience text not null check (audience in ('me', 'team', 'everyone')),
  team_id uuid, -- whose it is, when it is a team's
  owner_id uuid, -- whose it is, when it is one person's
  acts jsonb, -- { reasonId, addTags, teamId, afterwards, snoozeHours }: with them it is a macro
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references teams (workspace_id, id),
  foreign key (workspace_id, owner_id) references members (workspace_id, id),
  check ((audience = 'team') = (team_id is not null)),
  check ((audience = 'me') = (owner_id is not null))
);
call protect('canned_answers');

-- How we write on a kind of channel.
create table tone_guides (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  channel text not null,
  text_fr text not null,
  text_en text not null,
  primary key (workspace_id, channel)
);
call protect('tone_guides');
