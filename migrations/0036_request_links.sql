-- A customer follows a request by a link that nobody can guess: its hash is kept, never the link itself.

create table request_links (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  contact_id uuid not null,
  -- Where the link was mailed, and where a new one goes: never to an address that somebody types on the page.
  address text not null,
  name text not null default '',
  language text not null check (language in ('fr', 'en')),
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
call protect('request_links');
create index request_links_of_address on request_links (workspace_id, address, created_at);
create index request_links_of_conversation on request_links (workspace_id, conversation_id);
