-- A delivery is written when it has been tried, with all that were tried beside it: what is new goes from the feed to the
-- address. Looking up the webhook for each row cost as much as writing it; the row of the webhook, locked by the same
-- statement, says that it is there, and a webhook that is deleted takes its deliveries along in the same transaction.
alter table webhook_deliveries drop constraint webhook_deliveries_workspace_id_webhook_id_fkey;
create function forget_deliveries_of_webhook() returns trigger language plpgsql as $$
begin
  delete from webhook_deliveries where workspace_id = old.workspace_id and webhook_id = old.id;
  return null;
end $$;
create trigger forget_deliveries after delete on webhooks
for each row execute function forget_deliveries_of_webhook();
