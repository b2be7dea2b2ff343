-- Whose messages are kept apart as spam: addresses, numbers, visitors and whole domains, with who blocked them and why,
-- and each message that this stopped. `identities.blocked_at` repeats it on the cards.
create table blocked_senders (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('domain', 'email', 'phone', 'whatsapp', 'messenger', 'visitor', 'external')),
  value text not null, -- normalised, as identities have it; a domain in ASCII
  shown text not null,
  reason text not null default '',
  blocked_by uuid, -- the member; null for a program
  blocked_at timestamptz not null,
  conversation_id uuid, -- from which they were blocked
  primary key (workspace_id, id),
  unique (workspace_id, kind, value)
);
call protect('blocked_senders');
create index blocked_senders_by_time on blocked_senders (workspace_id, blocked_at desc, id desc);

create table stopped_messages (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  blocked_id uuid not null, -- of a blocked sender, or of a blocked person
  id uuid not null,
  at timestamptz not null,
  primary key (workspace_id, blocked_id, id)
);
call protect('stopped_messages');

insert into blocked_senders (workspace_id, id, kind, value, shown, blocked_at)
select workspace_id, gen_random_uuid(), kind, value, shown, blocked_at
from identities where blocked_at is not null;

create index contacts_blocked on contacts (workspace_id, blocked_at desc, id desc) where blocked_at is not null;
