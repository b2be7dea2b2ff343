-- Pages of the house that customers are led to, and whether they answered when they were last asked (E25).

create table web_addresses (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  url text not null,
  checked_at timestamptz not null,
  -- Why it leads nowhere: a status such as 404, or the word for what stood in the way; null when it answers.
  problem text,
  primary key (workspace_id, url)
);
call protect('web_addresses');
