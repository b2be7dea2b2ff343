-- Rules that users write: what each said in every version, and for what it held.
create table rules (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  position integer not null, -- in which order they are asked
  state text not null check (state in ('enabled', 'watched', 'off')),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (workspace_id, id)
);
call protect('rules');

-- Kept for good: what a rule did is read beside what it said then.
create table rule_versions (
  workspace_id uuid not null,
  rule_id uuid not null,
  version integer not null,
  body jsonb not null, -- contract/rules.ts, RuleBody
  at timestamptz not null,
  made_by uuid, -- the member; null for a program
  primary key (workspace_id, rule_id, version),
  foreign key (workspace_id, rule_id) references rules (workspace_id, id) on delete cascade
);
call protect('rule_versions', 'select, insert, update');

-- Once for a message and a rule: a message whose rules were asked twice is served once.
create table rule_hits (
  workspace_id uuid not null,
  message_id uuid not null,
  rule_id uuid not null,
  version integer not null,
  conversation_id uuid not null,
  at timestamptz not null,
  is_watched boolean not null,
  done jsonb not null, -- what it did: ["setReason", …]
  left_out jsonb not null, -- [{ do, because }]
  changed jsonb, -- { before, after } of the conversation, to be put back; nothing of a customer
  undone_at timestamptz,
  undone_by uuid,
  primary key (workspace_id, message_id, rule_id),
  foreign key (workspace_id, rule_id) references rules (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('rule_hits');
create index rule_hits_of_rule on rule_hits (workspace_id, rule_id, at desc, message_id desc);
create index rule_hits_of_conversation on rule_hits (workspace_id, conversation_id);
