-- What arrives is stored as it came, then understood; what leaves is queued, then tried until it is sent.

create table receipts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  channel_id uuid not null,
  external_id text not null, -- the provider's id, or the hash of the bytes and envelope: this key is the idempotency
  id uuid not null,
  state text not null check (state in ('stored', 'parsed', 'parked', 'ignored')),
  reason text, -- stable code: why parked or ignored
  detail text, -- for people: what failed
  lane text not null, -- one lane per identity: its mails are understood in order
  envelope jsonb not null default '{}', -- { from, to, remoteAddress, via: smtp|imap|api, helo }
  bytes bigint not null,
  raw bytea, -- small mails here, in the same transaction
  raw_sha256 bytea, -- large ones in the object store
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  received_at timestamptz not null,
  understood_at timestamptz,
  conversation_id uuid,
  message_id uuid,
  primary key (workspace_id, channel_id, external_id),
  unique (workspace_id, id)
);
call protect('receipts');
create index receipts_to_understand on receipts (received_at, id) where state = 'stored';
create index receipts_by_state on receipts (workspace_id, state, received_at desc, id desc);

create table mailbox_cursors (
  workspace_id uuid not null,
  channel_id uuid not null,
  mailbox text not null,
  uid_validity bigint not null,
  last_uid bigint not null,
  updated_at timestamptz not null,
  primary key (workspace_id, channel_id, mailbox),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id) on delete cascade
);
call protect('mailbox_cursors');

-- One outgoing mail to its recipients. purpose tells replies from acknowledgements, surveys and notices.
create table deliveries (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  channel_id uuid,
  message_id uuid, -- set when an adviser's message is what leaves
  conversation_id uuid,
  purpose text not null check (purpose in ('reply', 'acknowledgement', 'survey', 'notice', 'invitation', 'test')),
  envelope_from text not null,
  recipients text[] not null,
  subject text not null,
  mail_message_id text not null, -- the Message-ID header
  mail jsonb not null, -- what nodemailer composes from
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'cancelled')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  locked_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (workspace_id, id)
);
call protect('deliveries');
create index deliveries_to_send on deliveries (next_attempt_at) where state in ('queued', 'sending');
create index deliveries_by_message_id on deliveries (workspace_id, mail_message_id);
create index deliveries_by_time on deliveries (workspace_id, created_at desc, id desc);
create index deliveries_of_message on deliveries (workspace_id, message_id) where message_id is not null;
