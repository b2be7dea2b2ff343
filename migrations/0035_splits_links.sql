-- A conversation can be split in two, and linked to another without becoming one with it.

-- The conversation that its first messages came to; null when they came to it.
alter table conversations add column split_from uuid;

-- Which belong together, whichever was named first.
create table conversation_links (
  workspace_id uuid not null,
  one_id uuid not null,
  other_id uuid not null,
  at timestamptz not null,
  linked_by uuid,
  primary key (workspace_id, one_id, other_id),
  foreign key (workspace_id, one_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, other_id) references conversations (workspace_id, id) on delete cascade,
  check (one_id < other_id)
);
call protect('conversation_links');
create index conversation_links_of_other on conversation_links (workspace_id, other_id);
