-- The page of a survey counts what was sent, and what was not, in a period; the board of recoveries shows the last that closed.
create index survey_invitations_by_time on survey_invitations (workspace_id, survey_id, sent_at desc);
create index survey_refusals_by_time on survey_refusals (workspace_id, survey_id, at desc);
create index recoveries_by_closure on recoveries (workspace_id, closed_at desc, id desc) where closed_at is not null;
