-- A complaint ends with its cause and its outcome: without them nobody learns from it. Where it is rejected, even in part, the
-- customer is told which mediator they may turn to, who is the brand's; until when, is counted from their first written complaint.
create table complaint_causes (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  label_fr text not null,
  label_en text not null,
  position integer not null default 0,
  archived_at timestamptz,
  primary key (workspace_id, id)
);
call protect('complaint_causes');

alter table complaints add column cause_id uuid;
alter table complaints add column outcome text check (outcome in ('upheld', 'partly', 'rejected'));
alter table complaints add column concluded_at timestamptz;
alter table complaints add column concluded_by uuid; -- the member; null for programs
alter table complaints add column first_sent_at timestamptz; -- the first time that they complained in writing: proof, never moved on
alter table complaints add column first_message_id uuid;
alter table complaints add foreign key (workspace_id, cause_id) references complaint_causes (workspace_id, id);
update complaints set first_sent_at = sent_at, first_message_id = message_id;
create index complaints_by_sending on complaints (workspace_id, sent_at desc, conversation_id);

alter table complaint_acts drop constraint complaint_acts_what_check;
alter table complaint_acts add check (what in ('proposed', 'confirmed', 'dismissed', 'acknowledged', 'held', 'concluded'));

alter table brands add column mediator_name text not null default '';
alter table brands add column mediator_address text not null default '';
alter table brands add column mediator_site text;

insert into complaint_causes (workspace_id, id, label_fr, label_en, position)
select w.id, gen_random_uuid(), c.fr, c.en, c.position
from workspaces w
cross join (values
  (0, 'Délai ou retard', 'Delay'),
  (1, 'Erreur de notre part', 'Our mistake'),
  (2, 'Produit ou service non conforme', 'Product or service not as agreed'),
  (3, 'Information manquante ou fausse', 'Missing or wrong information'),
  (4, 'Accueil ou manière de répondre', 'Welcome or way of answering'),
  (5, 'Prix, frais ou facture', 'Price, fees or bill'),
  (6, 'Panne ou outil indisponible', 'Breakdown'),
  (7, 'Partenaire ou prestataire', 'Partner or supplier'),
  (8, 'Sans manquement de notre part', 'No failing on our side')
) as c (position, fr, en);
