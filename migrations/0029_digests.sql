-- Who wants it is mailed what waits for them: the last time says what is new, and that nobody is written to twice.
alter table members add column digest_at timestamptz;
