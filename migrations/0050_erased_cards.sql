-- Which cards an erasure emptied: a restore from before it erases these again, whoever they are merged with there.
alter table erasures add column contact_ids uuid[] not null default '{}';
