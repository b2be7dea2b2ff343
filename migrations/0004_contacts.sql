-- The person is the thread: contacts, how they are reached, what they bought.

create table companies (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  domain text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('companies');
create unique index companies_one_per_domain on companies (workspace_id, lower(domain)) where domain is not null;

create table contacts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  first_name text,
  last_name text,
  language text check (language in ('fr', 'en')),
  company_id uuid,
  stage text not null default 'prospect' check (stage in ('prospect', 'customer', 'inactive', 'lost')),
  stage_since timestamptz not null default now(),
  is_vip boolean not null default false,
  preferred_channel text,
  attributes jsonb not null default '{}',
  blocked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_contact_at timestamptz,
  -- name, identities and company, folded: what the address book searches
  search_text text not null default '',
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references companies (workspace_id, id)
);
call protect('contacts');
create index contacts_by_change on contacts (workspace_id, updated_at, id);
create index contacts_by_name on contacts (workspace_id, lower(name), id);
create index contacts_of_company on contacts (workspace_id, company_id) where company_id is not null;

create table identities (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('email', 'phone', 'whatsapp', 'messenger', 'visitor', 'external')),
  value text not null, -- normalised: lower-case mail address, E.164 number
  shown text not null, -- as the customer wrote it
  verified_at timestamptz,
  blocked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, kind, value),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
call protect('identities');
create index identities_of_contact on identities (workspace_id, contact_id);

create table attribute_definitions (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  subject text not null check (subject in ('contact', 'conversation')),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  label_fr text not null,
  label_en text not null,
  type text not null check (type in ('text', 'number', 'date', 'boolean', 'choice')),
  choices text[] not null default '{}',
  required_at_closure boolean not null default false,
  position integer not null default 0,
  archived_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, subject, key)
);
call protect('attribute_definitions');

-- Orders, deliveries, invoices, subscriptions… pushed by the company's own systems.
create table external_records (
  workspace_id uuid not null,
  contact_id uuid not null,
  type text not null,
  external_id text not null,
  title text not null,
  status text,
  url text,
  amount numeric(14, 2),
  currency text,
  occurred_at timestamptz,
  data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, type, external_id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
call protect('external_records');
create index external_records_of_contact on external_records (workspace_id, contact_id, occurred_at desc);

-- DAT-2: append-only proof of what a person agreed to or refused.
create table consent_entries (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  purpose text not null,
  channel text,
  given boolean not null,
  wording_version text,
  source text not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
call protect('consent_entries', 'select, insert');
create index consent_entries_of_contact on consent_entries (workspace_id, contact_id, purpose, at desc);
