-- "Who consulted this customer's record?" is the question the access log is kept for; without this it reads twelve months.
create index access_log_of_subject on access_log (workspace_id, subject_id, id) where subject_id is not null;
