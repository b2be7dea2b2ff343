-- The link of a request belongs to the person of its conversation, as everything that hangs on one.

create trigger follow_conversation before insert on request_links
  for each row execute function follow_conversation();
create index request_links_of_contact on request_links (workspace_id, contact_id);
