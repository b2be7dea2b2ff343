-- Other programs keep a copy of messages: they walk them by their last change, whatever the conversation. What changes a
-- message moves its moment, and no statement can forget to: its delivery, words taken out, another conversation.
-- Those of before count as changed now, in one instant that their ids order. The clock is the database's: it is the same
-- for every node, and of the moment of the row rather than of the beginning of a long transaction.

alter table messages add column updated_at timestamptz not null default now();
alter table messages alter column updated_at set default clock_timestamp();

create function note_message_change() returns trigger language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;

create trigger note_message_change before update on messages
for each row when (old is distinct from new) execute function note_message_change();

create index messages_by_change on messages (workspace_id, updated_at, id);
