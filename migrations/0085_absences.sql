-- When somebody is not there, said beforehand or at once by whoever leads: what waits with them is for others meanwhile. Why they
-- are not there is nobody's business here.
create table absences (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  member_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz, -- null while nobody knows
  set_by uuid,
  ended_at timestamptz, -- over, or taken back
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, set_by) references members (workspace_id, id),
  check (until_at > from_at)
);
call protect('absences');
create unique index absences_open on absences (workspace_id, member_id) where ended_at is null;
create index absences_due on absences (from_at) where ended_at is null;
