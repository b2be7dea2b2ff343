-- Other programs are told what happens: addresses that ask for events, and each event on its way to each of them.

create table webhooks (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  url text not null,
  types text[] not null,
  team_ids uuid[] not null default '{}',
  channel_ids uuid[] not null default '{}',
  tags text[] not null default '{}',
  with_object boolean not null default false,
  -- Sealed; the first signs, and those after a rotation beside it until their end: [{"secret": "…", "until": null}].
  secrets jsonb not null,
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  -- Up to which number of the feed it was looked through.
  cursor bigint not null,
  failures integer not null default 0, -- in a row
  failing_since timestamptz,
  retry_at timestamptz,
  last_success_at timestamptz,
  last_attempt_at timestamptz,
  last_problem text,
  -- The node that carries for it, until when: of two, one may.
  carrier uuid,
  carried_until timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
call protect('webhooks');

create table webhook_deliveries (
  workspace_id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  seq bigint not null,
  type text not null,
  -- What keeps its order: the conversation, or else the subject.
  lane uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0, -- since it was last asked for
  next_attempt_at timestamptz not null,
  give_up_at timestamptz not null,
  finished_at timestamptz,
  attempts jsonb not null default '[]', -- the last first
  primary key (workspace_id, webhook_id, event_id),
  foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id) on delete cascade
);
call protect('webhook_deliveries');
create index webhook_deliveries_by_seq on webhook_deliveries (workspace_id, webhook_id, seq desc);
create index webhook_deliveries_by_lane on webhook_deliveries (workspace_id, webhook_id, lane, seq) where state = 'waiting';
create index webhook_deliveries_waiting on webhook_deliveries (workspace_id, webhook_id, seq) where state = 'waiting';
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where finished_at is not null;
