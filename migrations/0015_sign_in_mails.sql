-- A mail that opens an account is for its one reader: a purpose of its own lets nobody else see its words.

alter table deliveries drop constraint deliveries_purpose_check;
alter table deliveries add constraint deliveries_purpose_check
  check (purpose in ('reply', 'acknowledgement', 'survey', 'notice', 'invitation', 'sign_in', 'test'));
