-- Chat: one session for each visitor who opened the widget and wrote, or is about to. A person only once they write.

create table chat_sessions (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  channel_id uuid not null,
  token_hash bytea not null unique,
  language text not null check (language in ('fr', 'en')),
  time_zone text,
  -- The host site vouched for who this is.
  is_signed boolean not null default false,
  user_id text, -- as that site knows them
  name text,
  -- Null until the first message: whoever only looks is nobody. The contact is reached through it, wherever it goes.
  identity_id uuid,
  conversation_id uuid,
  -- Where the visitor asked to be answered; theirs only once verified.
  address text,
  address_verified_at timestamptz,
  code_hash bytea,
  code_expires_at timestamptz,
  code_tries integer not null default 0,
  codes_sent integer not null default 0,
  wants_transcript boolean,
  transcript_sent_at timestamptz,
  -- The last message that a transcript held: the same words are not mailed twice.
  transcript_up_to uuid,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id) on delete cascade
);
call protect('chat_sessions');
create index chat_sessions_of_conversation on chat_sessions (workspace_id, conversation_id, last_seen_at desc)
  where conversation_id is not null;
create index chat_sessions_of_identity on chat_sessions (workspace_id, identity_id) where identity_id is not null;
-- Who may have left without their answer.
create index chat_sessions_gone on chat_sessions (last_seen_at) where conversation_id is not null and address is not null;
create index chat_sessions_expired on chat_sessions (expires_at) where identity_id is null;

-- What a visitor has read is known, and follows what was delivered.
alter table messages drop constraint messages_delivery_status_check;
alter table messages add constraint messages_delivery_status_check
  check (delivery_status in ('scheduled', 'queued', 'sent', 'delivered', 'read', 'bounced', 'failed', 'cancelled'));
alter table side_messages drop constraint side_messages_delivery_status_check;
alter table side_messages add constraint side_messages_delivery_status_check
  check (delivery_status in ('scheduled', 'queued', 'sent', 'delivered', 'read', 'bounced', 'failed', 'cancelled'));
