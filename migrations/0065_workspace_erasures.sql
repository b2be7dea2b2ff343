-- The end of a whole workspace, asked for by an administrator (HST-1): thirty days in which it can be taken back, then
-- everything goes. What remains is a signed certificate, which belongs to no workspace and tells nothing of anybody.

create table workspace_erasures (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  -- Known before there is one: whoever asks is given the link to it.
  certificate_id uuid not null,
  asked_by uuid,
  asked_at timestamptz not null,
  -- Null between the two steps.
  confirmed_at timestamptz,
  due_at timestamptz,
  told_days_before smallint, -- the last reminder that was sent: 7 or 1
  check ((confirmed_at is null) = (due_at is null))
);
call protect('workspace_erasures');
create index workspace_erasures_due on workspace_erasures (due_at) where due_at is not null;

-- Requests have no right to it: its page is opened by a signed link, through the program itself.
create table erasure_certificates (
  id uuid primary key,
  -- Whose end it is; no reference, there is nothing left to refer to.
  workspace uuid not null,
  -- What is attested, as it was counted before it went.
  counted jsonb not null,
  begun_at timestamptz not null,
  finished_at timestamptz,
  -- The signed words, letter for letter; null until the last file is gone.
  document text,
  check ((finished_at is null) = (document is null))
);
