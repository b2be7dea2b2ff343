-- A channel can be deleted and brought back: its history keeps it, its address is free for another.
alter table channels
  add column deleted_at timestamptz,
  add column deleted_by uuid,
  add column was_enabled boolean not null default false, -- while it was not deleted: what it comes back as
  add constraint channels_deleted_off check (deleted_at is null or not enabled);

drop index channels_one_per_address;
create unique index channels_one_per_address on channels (kind, lower(address))
  where address is not null and deleted_at is null;
-- What still arrives for an address that nobody has any more is kept for whoever had it last.
create index channels_deleted_addresses on channels (kind, lower(address), deleted_at)
  where address is not null and deleted_at is not null;
