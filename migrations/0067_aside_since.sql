-- Somebody who puts a conversation to wait for its customer may take that back: since when the customer waited must not be
-- lost meanwhile, or no promise to them would be told late any more.

alter table conversations add column aside_since timestamptz;
