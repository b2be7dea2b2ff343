-- Two people who set a channel up at once: the second is told, and overwrites nothing that they have not seen.
alter table channels add column version integer not null default 1;
