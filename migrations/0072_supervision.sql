-- What supervision shows and keeps. Its figures are counted from what other tables say, a day or a fortnight at a time.
create index episodes_by_opening on episodes (workspace_id, opened_at);
create index episodes_by_closure on episodes (workspace_id, closed_at) where closed_at is not null;
create index reservations_missed on reservations (workspace_id, ended_at) where outcome = 'missed';
-- Written in the order of time: an index of a few pages finds a day.
create index routing_events_by_time on routing_events using brin (at);

-- Links that show one board to a television, without a session.
create table wallboard_links (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  board text not null,
  secret_hash bytea not null,
  created_at timestamptz not null,
  created_by uuid, -- the member; null for a program
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_seen_at timestamptz,
  primary key (workspace_id, id)
);
call protect('wallboard_links');
-- Found before its workspace is known.
create unique index wallboard_links_by_secret on wallboard_links (secret_hash);
