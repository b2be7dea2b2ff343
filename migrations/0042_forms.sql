-- A form as it was published: what a customer filled in stays readable as it was asked, whatever is changed since.

create table form_versions (
  workspace_id uuid not null,
  channel_id uuid not null,
  version integer not null,
  form jsonb not null,
  published_at timestamptz not null,
  published_by uuid,
  primary key (workspace_id, channel_id, version),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id) on delete cascade
);
call protect('form_versions');
