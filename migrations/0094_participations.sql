-- A colleague who writes to the customer beside whoever has the conversation. Whoever has it keeps it: the only reservation of
-- its work item stays theirs, and who takes part is counted nowhere.

create table participations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  member_id uuid not null,
  by_id uuid not null, -- who brought them in
  at timestamptz not null,
  ended_at timestamptz,
  -- The customer is told of whoever left: neither of whoever has the conversation now, nor of its end.
  ended_because text check (ended_because in ('left', 'took_over', 'closed')),
  primary key (workspace_id, id),
  check ((ended_at is null) = (ended_because is null)),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, by_id) references members (workspace_id, id) on delete cascade
);
call protect('participations');
create unique index participations_now on participations (workspace_id, conversation_id, member_id) where ended_at is null;
create index participations_of on participations (workspace_id, conversation_id, at);
create index participations_of_member on participations (workspace_id, member_id) where ended_at is null;
