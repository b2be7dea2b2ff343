-- A complaint is the nature of a request, not its reason: proposed by words, a rule or somebody, confirmed by a person, and
-- taken back only with a reason. Where the sector asks for it, two clocks run from the day on which it was sent.
alter table conversations add column complaint text check (complaint in ('proposed', 'confirmed', 'dismissed'));
alter table conversations add column needs_person boolean not null default false;
alter table reasons add column is_complex boolean not null default false;
create index conversations_of_complaints on conversations (workspace_id, complaint, last_message_at desc, id desc)
  where complaint is not null;

create table complaints (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  conversation_id uuid not null,
  message_id uuid, -- that says it; null where somebody heard it otherwise
  words text[] not null default '{}', -- of our lists and rules, never the customer's own
  rule_id uuid,
  proposed_by uuid, -- the member; null for words and rules
  proposed_at timestamptz not null,
  sent_at timestamptz not null, -- from then on the clocks run, and never pause
  settled_at timestamptz,
  settled_by uuid,
  acknowledge_by timestamptz,
  acknowledged_at timestamptz,
  answer_by timestamptz,
  answered_at timestamptz,
  held_until text, -- a day, said in a letter that asks for patience
  primary key (workspace_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
call protect('complaints');

-- Kept for good: who said what of it, and why.
create table complaint_acts (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  at timestamptz not null,
  what text not null check (what in ('proposed', 'confirmed', 'dismissed', 'acknowledged', 'held')),
  made_by uuid, -- the member; null for words, rules and programs
  reason text,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references complaints (workspace_id, conversation_id) on delete cascade
);
call protect('complaint_acts');
create index complaint_acts_of on complaint_acts (workspace_id, conversation_id, id);
