-- What somebody says of a state that is written of them: figures may be contested, by them alone (EMP-6).
alter table work_state_changes
  add column note text check (length(note) between 1 and 500),
  add column noted_at timestamptz;
grant update (note, noted_at) on work_state_changes to boucle_app;
