-- For which wait of the customer it was told that the promised answer is late: once for each.
alter table conversations add column overdue_told_for timestamptz;
