-- Who takes part in what becomes part of another conversation takes part in that one, and goes back with it when both are two
-- again: which conversation they were brought into is kept, as messages keep theirs.
alter table participations add column home_id uuid; -- null where they take part in it still
