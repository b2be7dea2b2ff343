-- A request handed on by somebody who has it: to a person, who is asked first where routing is on, to a team, or from a partner
-- up to the house. It stays one work item, so that its first entry, its credit and its clocks stay too.

create table transfers (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  by_id uuid not null, -- who handed it on
  from_member_id uuid, -- who had it
  from_team_id uuid,
  to_member_id uuid, -- null where it went to the team
  to_team_id uuid,
  reason text not null check (reason in ('skill', 'team', 'language', 'workload', 'shift', 'other')),
  from_partner_id uuid, -- where it was moved up by this partner: its people are not given this request again
  state text not null check (state in ('asked', 'given', 'declined', 'unanswered', 'taken_back', 'replaced')),
  at timestamptz not null,
  ends_at timestamptz, -- until when the person asked has to answer; null for as long as they are there
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, by_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, from_member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, from_team_id) references teams (workspace_id, id),
  foreign key (workspace_id, to_team_id) references teams (workspace_id, id),
  foreign key (workspace_id, from_partner_id) references partners (workspace_id, id) on delete cascade
);
call protect('transfers');
-- One person is asked at a time.
create unique index transfers_asked on transfers (workspace_id, conversation_id) where state = 'asked';
create index transfers_of on transfers (workspace_id, conversation_id, at);
create index transfers_by_partner on transfers (workspace_id, from_partner_id, at desc) where from_partner_id is not null;

-- Where a partner's people move up what is not for them.
alter table partner_contracts add column escalation_team_id uuid;
alter table partner_contracts add foreign key (workspace_id, escalation_team_id) references teams (workspace_id, id);
