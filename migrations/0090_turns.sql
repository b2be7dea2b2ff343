-- Where a partner has a share of a queue's requests, each is kept for a while for whoever's turn it is. Only the dispatcher
-- knew whose: whoever asked why a request waits was not told, and the next dispatcher dealt the turns anew.
alter table work_items
  add column turn_of text, -- a partner, or the house
  add column turn_until timestamptz,
  add check ((turn_of is null) = (turn_until is null));
