-- Asking a supplier or a store by mail from inside a customer's conversation. Tables of their own, because nothing of it may
-- ever reach the customer: what reads messages for them cannot meet these.
create table side_conversations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  subject text not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  has_news boolean not null default false,
  opened_by uuid, -- a member; null for a program without a person
  opened_at timestamptz not null,
  last_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
call protect('side_conversations');
create index side_conversations_of_conversation on side_conversations (workspace_id, conversation_id, opened_at);

create table side_messages (
  workspace_id uuid not null,
  id uuid not null,
  side_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  at timestamptz not null,
  author_id uuid,
  from_name text,
  from_address text,
  to_addresses jsonb not null default '[]', -- [{name,address}]
  cc_addresses jsonb not null default '[]',
  text text not null default '', -- the new words only
  mail_message_id text, -- the Message-ID header: what answers refer to
  delivery_status text check (delivery_status in ('scheduled', 'queued', 'sent', 'delivered', 'bounced', 'failed', 'cancelled')),
  delivery_error text,
  leaves_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, side_id) references side_conversations (workspace_id, id) on delete cascade
);
call protect('side_messages');
create index side_messages_of_side on side_messages (workspace_id, side_id, id);
create index side_messages_by_key on side_messages (workspace_id, mail_message_id) where mail_message_id is not null;

alter table deliveries drop constraint deliveries_purpose_check;
alter table deliveries add constraint deliveries_purpose_check
  check (purpose in ('reply', 'acknowledgement', 'survey', 'notice', 'invitation', 'sign_in', 'test', 'side'));
