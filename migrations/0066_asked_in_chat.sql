-- A survey may ask where the conversation was: whoever is there when their chat ends is asked in it, and by no mail after.
alter table surveys add column asks_in_chat boolean not null default true;

alter table survey_invitations
  add column asked_in text not null default 'mail' check (asked_in in ('mail', 'chat')),
  -- The person said that they would rather not answer.
  add column skipped_at timestamptz;
