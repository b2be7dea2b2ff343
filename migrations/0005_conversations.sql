-- The hub: one conversation is one request of one customer, whatever the channels; episodes run from opening to closure.

create table channels (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  kind text not null, -- email, chat, voice, form…: what the channel registry knows
  name text not null,
  address text, -- what customers write to: a mail address, a number
  language text not null default 'fr' check (language in ('fr', 'en')),
  signature text not null default '',
  team_id uuid,
  calendar_id uuid,
  settings jsonb not null default '{}', -- kind-specific; secrets inside are encrypted
  enabled boolean not null default true,
  health jsonb not null default '{}', -- { state: works|silent|failing, since, lastInAt, lastOutAt, error }
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references teams (workspace_id, id),
  foreign key (workspace_id, calendar_id) references calendars (workspace_id, id)
);
call protect('channels');
-- An address receives for one workspace only.
create unique index channels_one_per_address on channels (kind, lower(address)) where address is not null;

create table reasons (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  parent_id uuid, -- two levels: family, then reason
  label_fr text not null,
  label_en text not null,
  value text not null default 'high' check (value in ('high', 'low')),
  position integer not null default 0,
  archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, parent_id) references reasons (workspace_id, id)
);
call protect('reasons');

create table tags (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('tags');
create unique index tags_one_per_name on tags (workspace_id, lower(name));

create table conversations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  number bigint not null,
  contact_id uuid not null,
  subject text not null default '',
  status text not null check (status in ('new', 'open', 'waiting', 'on_hold', 'snoozed', 'closed')),
  is_spam boolean not null default false,
  channel_kind text not null, -- of the first message; each message carries its own
  channel_id uuid,
  language text check (language in ('fr', 'en')),
  assignee_id uuid,
  team_id uuid,
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  reason_id uuid,
  tags text[] not null default '{}',
  fields jsonb not null default '{}',
  snoozed_until timestamptz,
  linked_to uuid, -- the contact's previous conversation, "same request?"
  joined_into uuid, -- "same request" was answered yes: its messages moved there
  episode_id uuid not null,
  episode_number integer not null default 1,
  message_count integer not null default 0,
  last_message_id uuid, -- of customer or adviser; a note does not count
  last_message_at timestamptz not null,
  last_direction text not null default 'in' check (last_direction in ('in', 'out')),
  preview text not null default '',
  waiting_since timestamptz, -- since when the customer waits for an answer; null when the ball is theirs
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id),
  foreign key (workspace_id, team_id) references teams (workspace_id, id),
  foreign key (workspace_id, assignee_id) references members (workspace_id, id),
  foreign key (workspace_id, reason_id) references reasons (workspace_id, id),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
call protect('conversations');
-- Each view of the desk reads its own narrow index, newest first, keyset on (last_message_at, id).
create index conversations_mine on conversations (workspace_id, assignee_id, last_message_at desc, id desc)
  where status in ('new', 'open', 'waiting', 'on_hold') and not is_spam;
create index conversations_unassigned on conversations (workspace_id, last_message_at desc, id desc)
  where assignee_id is null and status in ('new', 'open', 'waiting', 'on_hold') and not is_spam;
create index conversations_team on conversations (workspace_id, team_id, last_message_at desc, id desc)
  where status in ('new', 'open', 'waiting', 'on_hold') and not is_spam;
create index conversations_waiting on conversations (workspace_id, waiting_since, id)
  where waiting_since is not null and status in ('new', 'open', 'on_hold') and not is_spam;
create index conversations_snoozed on conversations (workspace_id, snoozed_until, id) where status = 'snoozed';
create index conversations_spam on conversations (workspace_id, last_message_at desc, id desc) where is_spam;
create index conversations_all on conversations (workspace_id, last_message_at desc, id desc);
create index conversations_by_change on conversations (workspace_id, updated_at, id);
create index conversations_of_contact on conversations (workspace_id, contact_id, created_at desc);

create table episodes (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  number integer not null,
  opened_at timestamptz not null,
  opened_by text not null check (opened_by in ('contact', 'member', 'system')),
  first_reply_at timestamptz,
  first_reply_by uuid,
  acknowledged_at timestamptz,
  closed_at timestamptz,
  closed_by_kind text check (closed_by_kind in ('member', 'api_key', 'contact', 'system')),
  closed_by uuid,
  closing_team_id uuid,
  closing_note text,
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, number),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('episodes');

create table messages (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  episode_id uuid not null,
  direction text not null check (direction in ('in', 'out', 'note')),
  at timestamptz not null,
  channel_kind text not null,
  channel_id uuid,
  identity_id uuid,
  author_kind text not null check (author_kind in ('contact', 'member', 'system', 'api_key')),
  author_id uuid, -- member or key; a contact is reached through the identity
  from_name text,
  from_address text,
  to_addresses jsonb not null default '[]', -- [{name,address}]
  cc_addresses jsonb not null default '[]',
  bcc_addresses jsonb not null default '[]',
  subject text,
  text text not null default '', -- the new words only
  full_text text, -- with quoted history; null when the same
  html text, -- sanitised; null when there was none
  language text,
  automatic text not null default 'none' check (automatic in ('none', 'bounce', 'autoReply', 'outOfOffice', 'list')),
  auth jsonb, -- { spf, dkim, dmarc }
  delivery_status text check (delivery_status in ('scheduled', 'queued', 'sent', 'delivered', 'bounced', 'failed', 'cancelled')),
  delivery_error text,
  leaves_at timestamptz, -- end of the undo window
  mentions uuid[] not null default '{}',
  attachment_count integer not null default 0,
  metadata jsonb not null default '{}', -- remote picture count, masked cards, invite summary…
  primary key (workspace_id, id)
) partition by range (id);
call protect('messages');
create index messages_of_conversation on messages (workspace_id, conversation_id, id);

-- Where a provider's own id (a Message-ID, a chat id) points: not partitioned, so unique for good.
create table message_keys (
  workspace_id uuid not null,
  channel_kind text not null,
  key text not null,
  conversation_id uuid not null,
  message_id uuid not null,
  primary key (workspace_id, channel_kind, key)
);
call protect('message_keys');

create table attachments (
  workspace_id uuid not null,
  id uuid not null,
  message_id uuid, -- null while it waits in a draft
  conversation_id uuid,
  file_id uuid not null,
  name text not null,
  type text not null,
  bytes bigint not null,
  inline boolean not null default false,
  content_id text,
  position integer not null default 0,
  uploaded_by uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, file_id) references files (workspace_id, id)
);
call protect('attachments');
create index attachments_of_message on attachments (workspace_id, message_id) where message_id is not null;

create table drafts (
  workspace_id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  kind text not null check (kind in ('reply', 'note')),
  body jsonb not null, -- { text, html, to, cc, bcc, subject, channelId, attachmentIds }
  seen_message_id uuid, -- the last message on screen when writing began
  updated_at timestamptz not null,
  primary key (workspace_id, member_id, conversation_id, kind),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('drafts');

-- Where each person left each conversation.
create table readings (
  workspace_id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  last_read_message_id uuid,
  at timestamptz not null,
  primary key (workspace_id, member_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('readings');

create table mentions (
  workspace_id uuid not null,
  member_id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  at timestamptz not null,
  seen_at timestamptz,
  primary key (workspace_id, member_id, message_id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('mentions');

-- What a collaborator (expert, store manager, technician) may see: only what was shared with them.
create table conversation_shares (
  workspace_id uuid not null,
  conversation_id uuid not null,
  member_id uuid not null,
  shared_by uuid,
  at timestamptz not null,
  primary key (workspace_id, member_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references members (workspace_id, id) on delete cascade
);
call protect('conversation_shares');
create index conversation_shares_of_conversation on conversation_shares (workspace_id, conversation_id);
