-- A question that an adviser asks inside a conversation of a colleague, a team, whoever knows something, or a supervisor. Its words
-- and those of the answer are notes of the thread; whoever has the conversation keeps it, and the customer sees nothing of it.

create table consultations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  by_id uuid not null, -- who asks
  to_kind text not null check (to_kind in ('member', 'team', 'skill', 'supervisor')),
  to_member_id uuid,
  to_team_id uuid,
  to_skill_id uuid, -- null once nobody declares it any more
  level integer check (level between 1 and 5),
  question_id uuid not null, -- the note that asks
  answer_id uuid, -- the note that answers
  state text not null check (state in ('open', 'answered', 'declined', 'withdrawn', 'handed_over', 'closed')),
  at timestamptz not null,
  remind_at timestamptz not null, -- when whoever asks is told that nobody has answered
  reminded_at timestamptz,
  ended_by_id uuid, -- who answered it, took it over, or was the last to say that they cannot
  ended_at timestamptz,
  primary key (workspace_id, id),
  check ((state = 'open') = (ended_at is null)),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, by_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, ended_by_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_team_id) references teams (workspace_id, id),
  foreign key (workspace_id, to_skill_id) references skills (workspace_id, id) on delete set null (to_skill_id)
);
call protect('consultations');
create index consultations_of on consultations (workspace_id, conversation_id, at);
create index consultations_by on consultations (workspace_id, by_id) where state = 'open';
create index consultations_unanswered on consultations (remind_at) where state = 'open' and reminded_at is null;

-- Who was asked, as it was then: a team is asked as those who are in it.
create table consultation_people (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  consultation_id uuid not null,
  member_id uuid not null,
  declined_at timestamptz,
  primary key (workspace_id, consultation_id, member_id),
  foreign key (workspace_id, consultation_id) references consultations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
call protect('consultation_people');
create index consultation_people_of on consultation_people (workspace_id, member_id);
