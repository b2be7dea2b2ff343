-- Who handles data is announced to those who asked to be told, and to the administrators (DAT-10): what was last told of
-- each line is kept beside it, so that a change is told once, however often it was corrected meanwhile. A first day
-- sooner than the notice has its reason.

alter table sub_processors
  add column early_reason_fr text not null default '',
  add column early_reason_en text not null default '',
  -- Since when something may be left to tell; null when all of it was told.
  add column touched_at timestamptz,
  -- The facts as they were last told; null for a line of which nobody was told.
  add column told jsonb;
-- What stands on the page today has been there to be read: nobody is written to about the past.
update sub_processors
set told = jsonb_build_object('name', name, 'country', country, 'purposeFr', purpose_fr, 'purposeEn', purpose_en,
  'startsOn', starts_on, 'earlyReasonFr', early_reason_fr, 'earlyReasonEn', early_reason_en)
where ended_at is null and not is_ours;
create index sub_processors_to_tell on sub_processors (touched_at) where touched_at is not null;

-- Whoever asked on the public page to be told, and said yes again by the mail they got.
create table sub_processor_readers (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  email text not null,
  language text not null check (language in ('fr', 'en')),
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (workspace_id, id)
);
call protect('sub_processor_readers');
create unique index sub_processor_readers_by_email on sub_processor_readers (workspace_id, lower(email));
create index sub_processor_readers_unconfirmed on sub_processor_readers (asked_at) where confirmed_at is null;
