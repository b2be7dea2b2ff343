-- A request into which an earlier one is joined is due as that one: how its own clock stands by itself is kept, to be given back
-- once they are separated.
alter table sla_clocks add column apart jsonb; -- { startedAt, ran, until, warnedAt, breachedAt }; null: it is its own
