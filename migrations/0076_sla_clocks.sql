-- Time promises kept as clocks: what was promised to each request, what of it is used up, and what came of it. A conversation
-- says itself when its clocks have to be looked at again, whoever changed it and however; whoever looks writes them anew.
alter table sla_policies
  add column resolution_target jsonb, -- { amount, unit }; null: nothing is promised of the end
  add column pauses_on_hold boolean not null default false,
  add column warn_percent integer not null default 75 check (warn_percent between 1 and 99),
  add column on_warning jsonb not null default '{}', -- { notify: [owner|team|supervisors], byMail, priority, teamId }
  add column on_breach jsonb not null default '{}';
update sla_policies set on_breach = '{"notify": ["owner"]}';

create table sla_clocks (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  episode_id uuid not null,
  kind text not null check (kind in ('first_response', 'next_response', 'resolution')),
  policy_id uuid, -- null: the workspace's own promise; one that was withdrawn keeps its id here
  policy_version integer not null,
  target jsonb not null, -- { amount, unit }
  started_at timestamptz not null, -- nothing but an earlier wait moves it
  counts_from timestamptz not null, -- its first instant that counts: what came at night counts from the opening on
  running_since timestamptz, -- null while it is paused and once it ended
  ran jsonb not null default '[]', -- stretches that counted before it ran again: [from, to] in turn
  used_ms bigint not null default 0, -- their length in open time, by its present target
  due_at timestamptz, -- null while it is paused
  warn_at timestamptz,
  paused_because text check (paused_because in ('customer', 'on_hold', 'set_aside')),
  warned_at timestamptz,
  breached_at timestamptz,
  met_at timestamptz,
  ended_at timestamptz, -- without met_at: nobody was owed anything any more
  primary key (workspace_id, id),
  unique (workspace_id, episode_id, kind, started_at),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  check (running_since is null or (ended_at is null and paused_because is null and due_at is not null))
);
call protect('sla_clocks');
create index sla_clocks_of on sla_clocks (workspace_id, conversation_id);
create index sla_clocks_to_warn on sla_clocks (workspace_id, warn_at) where running_since is not null and warned_at is null;
create index sla_clocks_to_break on sla_clocks (workspace_id, due_at) where running_since is not null and breached_at is null;
create index sla_clocks_ended on sla_clocks (workspace_id, ended_at) where ended_at is not null;

alter table conversations
  add column due_at timestamptz not null default '9999-12-31 00:00:00+00', -- of its most pressing clock; far away: none runs
  add column warn_at timestamptz,
  add column due_kind text check (due_kind in ('first_response', 'next_response', 'resolution')),
  add column due_state text check (due_state in ('soon', 'late')), -- as it was told
  add column clocks_stale boolean not null default false;
create index conversations_due on conversations (workspace_id, due_at, id)
  where status in ('new', 'open', 'on_hold') and not is_spam and due_kind is not null;
create index conversations_stale on conversations (workspace_id, id) where clocks_stale;

create function clocks_go_stale() returns trigger language plpgsql as $$
begin
  new.clocks_stale := true;
  return new;
end $$;
create trigger clocks_begin before insert on conversations for each row when (new.status <> 'closed')
  execute function clocks_go_stale();
create trigger clocks_follow before update on conversations for each row
  when (not new.clocks_stale and (
    old.status, old.waiting_since, old.aside_since, old.is_spam, old.joined_into, old.episode_id, old.contact_id, old.channel_id,
    old.reason_id, old.team_id, old.language, old.priority
  ) is distinct from (
    new.status, new.waiting_since, new.aside_since, new.is_spam, new.joined_into, new.episode_id, new.contact_id, new.channel_id,
    new.reason_id, new.team_id, new.language, new.priority
  ))
  execute function clocks_go_stale();

-- Whom a promise is made to is also written on the card.
create function clocks_follow_card() returns trigger language plpgsql as $$
begin
  update conversations set clocks_stale = true
  where workspace_id = new.workspace_id and contact_id = new.id and status <> 'closed' and not clocks_stale;
  return null;
end $$;
create trigger clocks_follow after update on contacts for each row
  when ((old.is_vip, old.attributes) is distinct from (new.is_vip, new.attributes))
  execute function clocks_follow_card();

-- Whatever is promised to whoever waits changes with the policies, the hours and the settings of the house.
create function clocks_follow_promises() returns trigger language plpgsql as $$
begin
  update conversations set clocks_stale = true
  where workspace_id = case when tg_op = 'DELETE' then old.workspace_id else new.workspace_id end
    and status <> 'closed' and joined_into is null and not clocks_stale;
  return null;
end $$;
create trigger clocks_follow after insert or update or delete on sla_policies for each row execute function clocks_follow_promises();
create trigger clocks_follow after update on calendars for each row
  when ((old.time_zone, old.weekly_hours, old.holidays, old.exceptions)
    is distinct from (new.time_zone, new.weekly_hours, new.holidays, new.exceptions))
  execute function clocks_follow_promises();
create function clocks_follow_house() returns trigger language plpgsql as $$
begin
  update conversations set clocks_stale = true
  where workspace_id = new.id and status <> 'closed' and joined_into is null and not clocks_stale;
  return null;
end $$;
create trigger clocks_follow after update on workspaces for each row
  when ((old.time_zone, old.settings -> 'mailAnswerHours', old.settings -> 'calendarId')
    is distinct from (new.time_zone, new.settings -> 'mailAnswerHours', new.settings -> 'calendarId'))
  execute function clocks_follow_house();

-- Work set aside for somebody who is there at this instant stops the clock of whoever wrote.
create function clocks_follow_work() returns trigger language plpgsql as $$
begin
  update conversations c set clocks_stale = true
  from work_items w
  where w.workspace_id = new.workspace_id and w.id = new.item_id
    and c.workspace_id = w.workspace_id and c.id = w.conversation_id and not c.clocks_stale;
  return null;
end $$;
create trigger clocks_begin after insert on reservations for each row when (new.is_suspended)
  execute function clocks_follow_work();
create trigger clocks_follow after update on reservations for each row
  when (old.is_suspended is distinct from new.is_suspended or (new.is_suspended and old.ended_at is distinct from new.ended_at))
  execute function clocks_follow_work();

update conversations set clocks_stale = true where status <> 'closed' and joined_into is null;
