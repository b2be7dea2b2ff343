-- Other companies through whose machines data of customers passes (GDPR 28, DAT-10): found in the settings, or written by
-- the administrator. Lines end, they are not deleted: the page tells what changed and when.
create table sub_processors (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  -- What was found in the settings; null for what a person wrote.
  kind text check (kind in ('mail_in', 'mail_out', 'files', 'sign_in', 'webhook')),
  host text,
  name text not null,
  country text not null default '',
  purpose_fr text not null default '',
  purpose_en text not null default '',
  -- A machine of the house itself: kept in sight of the administrator, off the page.
  is_ours boolean not null default false,
  announced_at timestamptz not null,
  starts_on text not null check (starts_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'), -- a day, wherever one reads
  ended_at timestamptz,
  primary key (workspace_id, id),
  check ((kind is null) = (host is null))
);
call protect('sub_processors');
create unique index sub_processors_found on sub_processors (workspace_id, kind, host) where ended_at is null and kind is not null;
