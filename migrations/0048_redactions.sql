-- What was taken out of a message for good: who did it, when and why. What it was is kept nowhere.
create table redactions (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  what text not null check (what in ('words', 'file')),
  reason text not null,
  redacted_by uuid, -- a member; null for a program of the workspace
  at timestamptz not null,
  primary key (workspace_id, id)
);
call protect('redactions');
create index redactions_of_message on redactions (workspace_id, message_id);
