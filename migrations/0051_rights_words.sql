-- What is told to whoever asks about their data, and whether it could be: an extension with its reason, a refusal with its
-- ground, a doubt about who asks. The mails that tell it have a purpose of their own.

alter table rights_requests
  add column extension_told boolean not null default false,
  add column doubted_at timestamptz,
  add column doubt_reason text, -- for ourselves
  add column doubt_told boolean not null default false,
  add column identity_confirmed_at timestamptz,
  add column refusal_ground text check (refusal_ground in
    ('unfounded', 'excessive', 'identity', 'others', 'legal_duty', 'claims', 'accurate', 'not_covered', 'overriding')),
  add column decision_told boolean not null default false,
  add check (doubted_at is not null or identity_confirmed_at is null),
  add check (refusal_ground is null or decision = 'refused');
create index rights_requests_of_contact on rights_requests (workspace_id, contact_id);

alter table deliveries drop constraint deliveries_purpose_check;
alter table deliveries add constraint deliveries_purpose_check check (purpose in
  ('reply', 'acknowledgement', 'survey', 'notice', 'invitation', 'sign_in', 'test', 'side', 'code', 'rights'));
