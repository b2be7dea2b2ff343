-- A request that nobody had looked at when it was put aside is as new when it comes back.
alter table conversations add column is_snoozed_new boolean not null default false;
update conversations c set is_snoozed_new = true
where c.status = 'snoozed' and c.assignee_id is null and (
  select e.data ->> 'from' from events e
  where e.workspace_id = c.workspace_id and e.subject_id = c.id and e.type = 'conversation.snoozed'
  order by e.id desc limit 1
) = 'new';
