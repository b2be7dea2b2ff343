-- A request is handed on to whoever knows something well enough, too: it waits in its queue, and they alone are asked, of
-- whichever team.

alter table transfers add column to_skill_id uuid; -- null once nobody declares it any more
alter table transfers add column to_level integer check (to_level between 1 and 5);
alter table transfers add foreign key (workspace_id, to_skill_id) references skills (workspace_id, id)
  on delete set null (to_skill_id);
