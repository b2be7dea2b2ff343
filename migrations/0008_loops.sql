-- The closed loop, one to one: a bad answer opens a recovery with an owner, a deadline and an outcome.

create table recoveries (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  contact_id uuid not null,
  conversation_id uuid not null,
  invitation_id uuid,
  score smallint,
  comment text,
  state text not null default 'to_take' check (state in ('to_take', 'contacted', 'waiting', 'repaired')),
  owner_id uuid,
  opened_at timestamptz not null,
  due_at timestamptz not null, -- in open hours
  outcome text check (outcome in ('repaired', 'goodwill', 'explained', 'unreachable', 'refused')),
  outcome_note text,
  customer_told_at timestamptz,
  customer_told_how text check (customer_told_how in ('email', 'phone', 'sms', 'chat', 'in_person')),
  closed_at timestamptz,
  version integer not null default 1,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, invitation_id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, owner_id) references members (workspace_id, id)
);
call protect('recoveries');
create index recoveries_by_deadline on recoveries (workspace_id, state, due_at, id);
create index recoveries_of_conversation on recoveries (workspace_id, conversation_id);
