-- What did not arrive acknowledged and answered nothing: a complaint keeps by which message it was acknowledged, and is looked
-- at again when that one is lost, taken back or sent again. That it was lost stays among what was said of the complaint.
alter table complaints add column acknowledged_message_id uuid;
-- The letter that left by itself was written just before its moment was noted.
update complaints x set acknowledged_message_id = (
  select m.id from messages m
  where m.workspace_id = x.workspace_id and m.conversation_id = x.conversation_id and m.direction = 'out'
    and m.at between x.acknowledged_at - interval '2 seconds' and x.acknowledged_at
  order by m.id desc limit 1
)
where x.acknowledged_at is not null;

alter table complaint_acts drop constraint complaint_acts_what_check;
alter table complaint_acts add check (what in ('proposed', 'confirmed', 'dismissed', 'acknowledged', 'undelivered', 'held', 'concluded'));

-- Lost before this was noted, to all they were written to or to some.
update messages set metadata = metadata || '{"isLost": true}'
where direction = 'out' and delivery_status in ('failed', 'bounced');
