-- "Same request" can be undone whenever and in any order: a message remembers the conversation it came for, and a
-- conversation how it stood before it had to do with another.

-- Null for a message that is where it came.
alter table messages add column home_id uuid, add column home_episode_id uuid;

-- { id: of the first thing not reckoned in, status, waitingSince, snoozedUntil, assigneeId, closedAt }; null when it
-- stands for itself.
alter table conversations add column alone jsonb;
create index conversations_joined on conversations (workspace_id, joined_into) where joined_into is not null;

-- The conversation that another is in now, through however many: itself when it was joined to none.
create function thread_of(ws uuid, conversation uuid) returns uuid
language sql stable parallel safe
return (
  with recursive way (id, joined_into) as (
    select c.id, c.joined_into from conversations c where c.workspace_id = ws and c.id = conversation
    union all
    select c.id, c.joined_into from way
    join conversations c on c.workspace_id = ws and c.id = way.joined_into
  )
  select way.id from way where way.joined_into is null
);
