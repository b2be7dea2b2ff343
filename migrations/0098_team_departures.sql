-- Who was in a team on a day that is over: what a team did then counts those who were in it, and stays as it was when
-- somebody moves.
alter table team_members add column since timestamptz;
-- Nobody wrote when they joined: as far as we know, they always were where they are.
update team_members t set since = m.created_at
from members m where m.workspace_id = t.workspace_id and m.id = t.member_id;
alter table team_members alter column since set default now(), alter column since set not null;

-- Each time that somebody was in a team, and is no longer.
create table team_departures (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id bigint generated always as identity,
  team_id uuid not null,
  member_id uuid not null,
  began timestamptz not null,
  ended timestamptz not null,
  primary key (workspace_id, id),
  check (began < ended),
  foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
call protect('team_departures', 'select, insert, delete');
create index team_departures_of on team_departures (workspace_id, team_id, ended);

create function keep_departure() returns trigger language plpgsql as $$
begin
  insert into team_departures (workspace_id, team_id, member_id, began, ended)
  select old.workspace_id, old.team_id, old.member_id, old.since, now()
  -- Of a team or a person that is being deleted nothing is kept.
  where old.since < now()
    and exists (select from teams where workspace_id = old.workspace_id and id = old.team_id)
    and exists (select from members where workspace_id = old.workspace_id and id = old.member_id);
  return null;
end $$;
create trigger team_members_keep_departure after delete on team_members
  for each row execute function keep_departure();

-- The people of a team are written anew as a whole: who is taken out and put back in one transaction never left.
create function undo_departure() returns trigger language plpgsql as $$
declare stayed timestamptz;
begin
  delete from team_departures
  where workspace_id = new.workspace_id and team_id = new.team_id and member_id = new.member_id and ended = now()
  returning began into stayed;
  new.since := coalesce(stayed, new.since);
  return new;
end $$;
create trigger team_members_undo_departure before insert on team_members
  for each row execute function undo_departure();
