-- Codes that a visitor asks for are counted by the address they go to: nobody's mailbox is filled through us.
alter table deliveries drop constraint deliveries_purpose_check;
alter table deliveries add constraint deliveries_purpose_check
  check (purpose in ('reply', 'acknowledgement', 'survey', 'notice', 'invitation', 'sign_in', 'test', 'side', 'code'));
create index deliveries_codes on deliveries (workspace_id, (recipients[1]), created_at) where purpose = 'code';
