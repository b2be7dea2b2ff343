-- The name and the look under which customers know a house: one workspace may answer for several. Each channel speaks for one.

create table brands (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  -- The brand of whatever names none.
  is_default boolean not null default false,
  logo_file_id uuid,
  colour text not null default '#0B5C73' check (colour ~ '^#[0-9A-F]{6}$'),
  languages text[] not null default '{fr,en}' check (cardinality(languages) > 0 and languages <@ '{fr,en}'),
  site_url text,
  terms_url text,
  returns_url text,
  signature text not null default '',
  mail_footer_fr text not null default '',
  mail_footer_en text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name),
  foreign key (workspace_id, logo_file_id) references files (workspace_id, id)
);
call protect('brands');
create unique index brands_one_default on brands (workspace_id) where is_default;

insert into brands (workspace_id, id, name, is_default) select id, gen_random_uuid(), name, true from workspaces;

alter table channels add column brand_id uuid,
  add foreign key (workspace_id, brand_id) references brands (workspace_id, id);
