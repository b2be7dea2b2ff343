-- How the work of each team comes to it, what its requests need of people, what people said they know, and what partners may be
-- given: so that the dispatcher asks the right ones, and nobody else.

create table skills (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('skills');
create unique index skills_by_name on skills (workspace_id, lower(name));

-- Declared by people, never inferred (EMP-3).
create table member_skills (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  member_id uuid not null,
  skill_id uuid not null,
  level integer not null check (level between 1 and 5),
  primary key (workspace_id, member_id, skill_id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade,
  foreign key (workspace_id, skill_id) references skills (workspace_id, id) on delete cascade
);
call protect('member_skills');
create index member_skills_of_skill on member_skills (workspace_id, skill_id);

-- How much somebody takes at once, where it is not what everybody does.
create table work_profiles (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  member_id uuid not null,
  capacity integer not null default 100 check (capacity between 10 and 200),
  most jsonb not null default '{}', -- at once on a channel
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
call protect('work_profiles');

create table queues (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  team_id uuid not null,
  way text not null default 'push' check (way in ('push', 'pull', 'pick')),
  auto_accept boolean not null default false,
  needs jsonb not null default '[]',
  steps jsonb not null default '[]',
  overflow jsonb,
  version integer not null default 1,
  updated_at timestamptz not null,
  primary key (workspace_id, team_id),
  foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade
);
call protect('queues');

create table partner_contracts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  partner_id uuid not null,
  team_ids uuid[] not null default '{}',
  reason_ids uuid[] not null default '{}',
  channels text[] not null default '{}',
  takes_complaints boolean not null default false,
  share integer check (share between 1 and 99),
  most_open integer check (most_open >= 0),
  version integer not null default 1,
  updated_at timestamptz not null,
  primary key (workspace_id, partner_id),
  foreign key (workspace_id, partner_id) references partners (workspace_id, id) on delete cascade
);
call protect('partner_contracts');

-- What queues do with requests is told beside what the dispatcher decided.
grant insert on routing_events to boucle_app;

create function capacity_of(ws uuid, member uuid) returns integer language sql stable as $$
  select coalesce((select capacity from work_profiles where workspace_id = ws and member_id = member), 100)
$$;

create function set_cap() returns trigger language plpgsql as $$
begin
  new.cap := capacity_of(new.workspace_id, new.member_id);
  return new;
end $$;
create trigger work_states_cap before insert on work_states for each row execute function set_cap();

-- Where a channel takes more or less of a person than when work was written down, or somebody takes more or less at once:
-- their work is counted anew, oldest first; what has no room is set aside, and an offer is withdrawn.
create or replace function fit_work(ws uuid, at_epoch bigint, moment timestamptz, rules jsonb) returns void language plpgsql as $$
declare
  who record;
  r record;
  so_far integer;
begin
  perform require_epoch(ws, at_epoch);
  for who in
    select s.member_id, capacity_of(ws, s.member_id) as room from work_states s
    where s.workspace_id = ws and (s.cap <> capacity_of(ws, s.member_id) or exists (
      select from reservations o join work_items i on i.workspace_id = ws and i.id = o.item_id
      where o.workspace_id = ws and o.member_id = s.member_id and o.ended_at is null and rules ? i.channel
        and o.units <> (rules -> i.channel ->> case o.state when 'parked' then 'parkedUnits' else 'units' end)::integer
    ))
    order by s.member_id
    for update of s
  loop
    so_far := 0;
    for r in
      select v.id, v.item_id, v.state, v.is_suspended, v.units,
        coalesce((rules -> w.channel ->> case v.state when 'parked' then 'parkedUnits' else 'units' end)::integer, v.units) as now_units
      from reservations v
      join work_items w on w.workspace_id = ws and w.id = v.item_id
      where v.workspace_id = ws and v.member_id = who.member_id and v.ended_at is null
      order by v.at, v.id
    loop
      if r.state = 'offered' and (r.units <> r.now_units or so_far + r.now_units > who.room) then
        update reservations set state = 'ended', ended_at = moment, outcome = 'withdrawn', version = version + 1
        where workspace_id = ws and id = r.id;
        update work_items set state = 'queued', version = version + 1 where workspace_id = ws and id = r.item_id;
        insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id)
        values (ws, moment, at_epoch, 'withdrawn', r.item_id, who.member_id);
      else
        update reservations set units = r.now_units, is_suspended = r.is_suspended or so_far + r.now_units > who.room, version = version + 1
        where workspace_id = ws and id = r.id;
        if not r.is_suspended and so_far + r.now_units <= who.room then
          so_far := so_far + r.now_units;
        end if;
      end if;
    end loop;
    update work_states set cap = who.room, used = least(count_units(ws, who.member_id), who.room)
    where workspace_id = ws and member_id = who.member_id;
  end loop;
end $$;
revoke execute on function fit_work from public;
