-- People of a workspace and how they are organised: members and roles, partners, sites, teams, calendars, keys.

create table partners (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  -- Fields of a contact that this partner's advisers may see.
  visible_contact_fields text[] not null default '{name,language}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect('partners');

create table calendars (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  time_zone text not null,
  -- { "mon": [["09:00","12:30"],["14:00","18:00"]], … }; a missing day is closed
  weekly_hours jsonb not null default '{}',
  -- none, or a region of France: FR, FR-ALSACE-MOSELLE, FR-GP, FR-MQ, FR-GF, FR-RE, FR-YT, FR-PM, FR-BL, FR-MF, FR-WF, FR-PF, FR-NC
  holidays text not null default 'none',
  -- [{ "date": "2026-12-24", "hours": [["09:00","16:00"]], "label": "…" }]; empty hours = closed
  exceptions jsonb not null default '[]',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect('calendars');

create table sites (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('in_house', 'partner')),
  partner_id uuid,
  country text not null default 'FR',
  city text,
  time_zone text not null,
  calendar_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id, partner_id) references partners (workspace_id, id),
  foreign key (workspace_id, calendar_id) references calendars (workspace_id, id),
  check ((kind = 'partner') = (partner_id is not null))
);
call protect('sites');

create table teams (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('telephony', 'digital', 'sales', 'store', 'field')),
  site_id uuid,
  partner_id uuid,
  calendar_id uuid,
  positions integer,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id, site_id) references sites (workspace_id, id),
  foreign key (workspace_id, partner_id) references partners (workspace_id, id),
  foreign key (workspace_id, calendar_id) references calendars (workspace_id, id)
);
call protect('teams');

create table members (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  user_id uuid, -- auth."user".id; null until the invitation is accepted (and for demo people nobody signs in as)
  role text not null check (role in ('administrator', 'supervisor', 'adviser', 'collaborator', 'partner')),
  name text not null,
  email text not null,
  language text not null default 'fr' check (language in ('fr', 'en')),
  languages text[] not null default '{fr}',
  job_title text,
  photo_file_id uuid,
  signature text not null default '',
  partner_id uuid, -- employer; null = in house
  site_id uuid,
  status text not null default 'active' check (status in ('active', 'deactivated')),
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  deactivated_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, partner_id) references partners (workspace_id, id),
  foreign key (workspace_id, site_id) references sites (workspace_id, id),
  check ((role = 'partner') = (partner_id is not null))
);
call protect('members');
create unique index members_one_per_email on members (workspace_id, lower(email));
create unique index members_one_per_user on members (workspace_id, user_id) where user_id is not null;
create index members_of_user on members (user_id);

create table team_members (
  workspace_id uuid not null,
  team_id uuid not null,
  member_id uuid not null,
  primary key (workspace_id, team_id, member_id),
  foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
call protect('team_members');
create index team_members_of_member on team_members (workspace_id, member_id);

create table invitations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  email text not null,
  name text not null,
  role text not null check (role in ('administrator', 'supervisor', 'adviser', 'collaborator', 'partner')),
  language text not null check (language in ('fr', 'en')),
  team_ids uuid[] not null default '{}',
  partner_id uuid,
  token_hash bytea not null unique,
  invited_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);
call protect('invitations');

-- API keys: 256 random bits, kept as SHA-256.
create table api_keys (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  token_hash bytea not null unique,
  token_end text not null,
  scopes text[] not null,
  -- A key acts with the rights of a role; with member_id it acts as that person.
  role text not null check (role in ('administrator', 'supervisor', 'adviser', 'collaborator', 'partner')),
  member_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);
call protect('api_keys');
