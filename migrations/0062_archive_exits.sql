-- An administrator may take somebody out of the restricted archive, with a reason that the journal keeps: they are at hand
-- again for as long as somebody who was in touch that day, and not for a longer life than the law gives their data.
alter table contacts add column left_archive_at timestamptz;
