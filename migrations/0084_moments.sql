-- Moments of truth: a reason or a tag says that the request has a high emotional load, and that we are to react fast (Q31).
-- Time promises may be made to them, to confirmed complaints, and to segments of customers: what any of these hangs on
-- makes the clocks be looked at again.
alter table reasons add column is_moment boolean not null default false;
alter table tags add column is_moment boolean not null default false;

drop trigger clocks_follow on conversations;
create trigger clocks_follow before update on conversations for each row
  when (not new.clocks_stale and (
    old.status, old.waiting_since, old.aside_since, old.is_spam, old.joined_into, old.episode_id, old.contact_id, old.channel_id,
    old.reason_id, old.team_id, old.language, old.priority, old.complaint, old.tags
  ) is distinct from (
    new.status, new.waiting_since, new.aside_since, new.is_spam, new.joined_into, new.episode_id, new.contact_id, new.channel_id,
    new.reason_id, new.team_id, new.language, new.priority, new.complaint, new.tags
  ))
  execute function clocks_go_stale();

-- Whom a segment holds is written on the card too.
drop trigger clocks_follow on contacts;
create trigger clocks_follow after update on contacts for each row
  when ((old.is_vip, old.attributes, old.language, old.company_id, old.stage, old.preferred_channel)
    is distinct from (new.is_vip, new.attributes, new.language, new.company_id, new.stage, new.preferred_channel))
  execute function clocks_follow_card();

create function clocks_follow_reason() returns trigger language plpgsql as $$
begin
  update conversations c set clocks_stale = true
  where c.workspace_id = new.workspace_id and c.status <> 'closed' and c.joined_into is null
    and c.reason_id in (
      select r.id from reasons r where r.workspace_id = new.workspace_id and (r.id = new.id or r.parent_id = new.id));
  return null;
end $$;
create trigger clocks_follow after update on reasons for each row
  when ((old.is_moment, old.parent_id) is distinct from (new.is_moment, new.parent_id))
  execute function clocks_follow_reason();

create function clocks_follow_tag() returns trigger language plpgsql as $$
begin
  update conversations c set clocks_stale = true
  where c.workspace_id = new.workspace_id and c.status <> 'closed' and c.joined_into is null and new.name = any (c.tags);
  return null;
end $$;
create trigger clocks_follow after update on tags for each row
  when (old.is_moment is distinct from new.is_moment)
  execute function clocks_follow_tag();

-- Most houses promise nothing to segments: theirs are left alone.
create function promises_ask_for_segments(ws uuid) returns boolean language sql stable as $$
  select exists (
    select from sla_policies p
    where p.workspace_id = ws and p.enabled
      and (coalesce(p.conditions -> 'segments', '[]') <> '[]' or coalesce(p.conditions -> 'touches', '[]') <> '[]')
  )
$$;

create function clocks_follow_segments() returns trigger language plpgsql as $$
begin
  if promises_ask_for_segments(new.workspace_id) then
    update conversations set clocks_stale = true
    where workspace_id = new.workspace_id and status <> 'closed' and joined_into is null;
  end if;
  return null;
end $$;
create trigger clocks_begin after insert on segments for each row execute function clocks_follow_segments();
create trigger clocks_follow after update on segments for each row
  when ((old.body, old.touch, old.position, old.archived_at) is distinct from (new.body, new.touch, new.position, new.archived_at))
  execute function clocks_follow_segments();

-- Orders and what else is kept of people come by the thousand: looked at once for each statement.
create function clocks_follow_records() returns trigger language plpgsql as $$
begin
  update conversations c set clocks_stale = true
  from (select distinct workspace_id, contact_id from changed) k
  where c.workspace_id = k.workspace_id and c.contact_id = k.contact_id and c.status <> 'closed'
    and promises_ask_for_segments(k.workspace_id);
  return null;
end $$;
create trigger clocks_begin after insert on external_records referencing new table as changed for each statement
  execute function clocks_follow_records();
create trigger clocks_follow after update on external_records referencing new table as changed for each statement
  execute function clocks_follow_records();
create trigger clocks_end after delete on external_records referencing old table as changed for each statement
  execute function clocks_follow_records();
create trigger clocks_begin after insert on identities referencing new table as changed for each statement
  execute function clocks_follow_records();
create trigger clocks_end after delete on identities referencing old table as changed for each statement
  execute function clocks_follow_records();

create function clocks_follow_answer() returns trigger language plpgsql as $$
begin
  if promises_ask_for_segments(new.workspace_id) then
    update conversations c set clocks_stale = true
    from survey_invitations i
    where i.workspace_id = new.workspace_id and i.id = new.invitation_id
      and c.workspace_id = i.workspace_id and c.contact_id = i.contact_id and c.status <> 'closed';
  end if;
  return null;
end $$;
create trigger clocks_begin after insert on survey_answers for each row execute function clocks_follow_answer();
create trigger clocks_follow after update on survey_answers for each row
  when (old.score is distinct from new.score)
  execute function clocks_follow_answer();
