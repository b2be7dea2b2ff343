-- Words that this workspace writes as it does: its products, its brands, its places.
create table known_words (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  word text not null,
  added_by uuid,
  at timestamptz not null,
  primary key (workspace_id, word)
);
call protect('known_words');
