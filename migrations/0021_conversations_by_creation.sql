-- Reports count conversations by the day of their creation: this index holds all that they count by, so that a year of a
-- million conversations is read from it alone.
create index conversations_by_creation on conversations (workspace_id, created_at)
  include (channel_kind, reason_id, is_spam, joined_into);
