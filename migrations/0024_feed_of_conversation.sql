-- What happened in one conversation is found by its own events, and each of them by its number: walking the whole feed
-- for it took a second in a workspace of a year.
create index feed_by_event on feed (workspace_id, event_id);
