-- A complaint follows the message that carries it into what is split off, and the request it was in is none any more. What
-- that one was before others were joined into it is kept meanwhile, so that the split can be undone.
alter table complaints add column before_split jsonb;
