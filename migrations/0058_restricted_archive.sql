-- Data whose time of use is over, but not its time of proof: kept apart for administrators alone, until it goes. And the
-- purge that every workspace has from now on: told to its administrators two weeks before it first takes anything.

alter table contacts add column archived_at timestamptz;
alter table conversations
  add column archived_at timestamptz,
  -- Its words went at the end of their time; that it was stays.
  add column emptied_at timestamptz;
create index conversations_to_empty on conversations (workspace_id, closed_at) where status = 'closed' and emptied_at is null;

-- Whoever comes back is a customer again, with all that is still known.
create function leave_archive() returns trigger language plpgsql as $$
begin
  update contacts set archived_at = null where workspace_id = new.workspace_id and id = new.id;
  update conversations set archived_at = null
  where workspace_id = new.workspace_id and contact_id = new.id and archived_at is not null;
  return null;
end $$;
create trigger contacts_leave_archive after update of last_contact_at on contacts
  for each row when (old.archived_at is not null and new.archived_at is not null
    and new.last_contact_at is distinct from old.last_contact_at)
  execute function leave_archive();

alter table retention_settings
  alter column enabled set default true,
  alter column updated_at drop not null,
  add column announced_at timestamptz,
  add column started_at timestamptz;
update retention_settings set started_at = updated_at where enabled;
