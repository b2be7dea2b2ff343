-- A reply that leaves later: it becomes a message the moment it leaves, so that until then nobody can take it for said.
create table scheduled_replies (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  home_id uuid, -- where it was written, while that conversation is joined into this one
  author_id uuid not null, -- who signs it
  channel_id uuid not null,
  body jsonb not null, -- { text, html, subject, to, cc, bcc, attachmentIds, afterwards, forwardMessageId, cannedAnswerIds }
  leaves_at timestamptz not null,
  seen_message_id uuid, -- the last message when its moment was chosen: what came later is news
  on_closed boolean not null default false, -- the conversation was closed then, and may still be
  even_after_news boolean not null default false,
  held_because text check (held_because in ('missed', 'refused')), -- what no row tells; the rest is asked of the rows
  held_code text, -- of a refusal: the key of its sentence
  held_values jsonb not null default '{}',
  told_at timestamptz, -- when it was told that it is held
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, author_id) references members (workspace_id, id),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
call protect('scheduled_replies');
create index scheduled_replies_of_conversation on scheduled_replies (workspace_id, conversation_id, leaves_at);
create index scheduled_replies_of_author on scheduled_replies (workspace_id, author_id);
create index scheduled_replies_due on scheduled_replies (leaves_at) where told_at is null;

-- When the first of them leaves, held ones included: a row tells it without a look elsewhere.
alter table conversations add column scheduled_at timestamptz;
create index conversations_scheduled on conversations (workspace_id, scheduled_at, id) where scheduled_at is not null;

-- Why a scheduled reply would not leave now as it is; null when it would. Asked when it is shown as when it leaves.
create function reply_held_because(r scheduled_replies) returns text
language sql stable set search_path = public, pg_temp as $$
  select case
    when r.held_because is not null then r.held_because
    when m.status <> 'active' then 'author_left'
    when not h.enabled then 'channel_off'
    when c.is_spam then 'spam'
    when r.home_id is not null then 'joined'
    when c.status = 'closed' and not r.on_closed then 'closed'
    when r.even_after_news then null
    when exists (
      select from messages x
      where x.workspace_id = r.workspace_id and x.conversation_id = r.conversation_id
        and x.id > coalesce(r.seen_message_id, c.id) and x.direction = 'in'
        and x.author_kind = 'contact' and x.automatic = 'none'
    ) then 'they_wrote'
    when exists (
      select from messages x
      where x.workspace_id = r.workspace_id and x.conversation_id = r.conversation_id
        and x.id > coalesce(r.seen_message_id, c.id) and x.direction = 'out'
        and x.author_kind in ('member', 'api_key') and x.author_id <> r.author_id
        and x.delivery_status is distinct from 'cancelled' and not x.metadata ? 'forwards'
    ) then 'answered'
  end
  from conversations c
  join members m on m.workspace_id = r.workspace_id and m.id = r.author_id
  join channels h on h.workspace_id = r.workspace_id and h.id = r.channel_id
  where c.workspace_id = r.workspace_id and c.id = r.conversation_id
$$;
