-- Which of its two dates a complaint is due by, and how it stands with it, is written on its conversation: lists are filtered
-- and ordered by it. Warnings and missed dates are told once each; what was told is kept beside the clock.
alter table complaints add column acknowledge_warn_at timestamptz;
alter table complaints add column acknowledge_warned_at timestamptz;
alter table complaints add column acknowledge_missed_at timestamptz;
alter table complaints add column answer_warn_at timestamptz;
alter table complaints add column answer_warned_at timestamptz;
alter table complaints add column answer_missed_at timestamptz;

alter table conversations add column complaint_due_at timestamptz not null default '9999-12-31 00:00:00+00';
alter table conversations add column complaint_due_kind text check (complaint_due_kind in ('acknowledgement', 'answer'));
alter table conversations add column complaint_due_state text check (complaint_due_state in ('running', 'soon', 'late'));

-- Of complaints that are there already: about when they would have been warned of.
update complaints set acknowledge_warn_at = acknowledge_by - interval '3 days', answer_warn_at = answer_by - interval '10 days'
where answer_by is not null;
update conversations c set
  complaint_due_at = case when x.acknowledged_at is null then x.acknowledge_by else x.answer_by end,
  complaint_due_kind = case when x.acknowledged_at is null then 'acknowledgement' else 'answer' end,
  complaint_due_state = 'running'
from complaints x
where x.workspace_id = c.workspace_id and x.conversation_id = c.id and c.complaint in ('proposed', 'confirmed')
  and x.answer_by is not null and x.answered_at is null;

create index complaints_running on complaints (workspace_id, answer_by) where answer_by is not null and answered_at is null;
create index conversations_of_complaints_due on conversations (workspace_id, complaint_due_at, id)
  where complaint in ('proposed', 'confirmed') and status <> 'closed' and not is_spam;
