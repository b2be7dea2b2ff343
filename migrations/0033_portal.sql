-- What customers find by themselves: the numbers to call and their price, the contact page, the accessibility statement.

create table phone_numbers (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  number text not null, -- E.164, or the four digits of a short French number
  label_fr text not null,
  label_en text not null,
  purpose text not null check (purpose in ('support', 'complaint', 'sales', 'other')),
  -- What the numbering plan says it costs, kept for who reads the table; the program works it out again.
  tariff text not null check (tariff in ('free', 'standard', 'shared', 'surcharged', 'abroad')),
  calendar_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, calendar_id) references calendars (workspace_id, id),
  -- C. conso, art. L121-16: whoever has a contract calls about it at the price of a usual call.
  check (tariff <> 'surcharged' or purpose not in ('support', 'complaint'))
);
call protect('phone_numbers');

create table contact_pages (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  draft jsonb not null default '{}',
  -- As it was checked; hours, promises and channels are read when the page is.
  published jsonb,
  published_at timestamptz,
  published_by uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id)
);
call protect('contact_pages');

create table accessibility_statements (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  statement jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id)
);
call protect('accessibility_statements');
