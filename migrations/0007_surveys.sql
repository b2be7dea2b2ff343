-- A short question at closure: who was asked, who was not and why, what they answered.

create table surveys (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  metric text not null check (metric in ('csat')),
  scale_max smallint not null default 5,
  question_fr text not null,
  question_en text not null,
  comment_question_fr text not null,
  comment_question_en text not null,
  trigger text not null default 'closure' check (trigger in ('closure')),
  delay_minutes integer not null default 0,
  quiet_days integer not null default 30, -- never twice to one person in this time
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('surveys');

-- The team, person and channel are fixed when the survey is sent: reassigning later changes nothing.
create table survey_invitations (
  workspace_id uuid not null,
  id uuid not null,
  survey_id uuid not null,
  contact_id uuid not null,
  conversation_id uuid not null,
  episode_id uuid not null,
  channel_kind text not null,
  channel_id uuid,
  member_id uuid,
  team_id uuid,
  reason_id uuid,
  language text not null,
  token_hash bytea not null unique,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, survey_id, episode_id),
  foreign key (workspace_id, survey_id) references surveys (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('survey_invitations');
create index survey_invitations_of_contact on survey_invitations (workspace_id, contact_id, sent_at desc);

-- Every survey that was not sent, with its reason.
create table survey_refusals (
  workspace_id uuid not null,
  id uuid not null,
  survey_id uuid not null,
  conversation_id uuid not null,
  episode_id uuid not null,
  contact_id uuid not null,
  reason text not null check (reason in ('spam', 'automatic', 'recently_asked', 'no_address', 'blocked', 'opted_out', 'reopened', 'never_answered')),
  at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, survey_id, episode_id),
  foreign key (workspace_id, survey_id) references surveys (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('survey_refusals');

create table survey_answers (
  workspace_id uuid not null,
  invitation_id uuid not null,
  survey_id uuid not null,
  score smallint not null,
  comment text,
  answered_at timestamptz not null,
  edited_at timestamptz,
  history jsonb not null default '[]',
  primary key (workspace_id, invitation_id),
  foreign key (workspace_id, invitation_id) references survey_invitations (workspace_id, id) on delete cascade
);
call protect('survey_answers');
create index survey_answers_by_time on survey_answers (workspace_id, survey_id, answered_at desc);
