-- Who wrote down what a person agreed to or refused; null when they said it themselves, on a page of ours.
alter table consent_entries
  add column recorded_kind text check (recorded_kind in ('member', 'api_key', 'system')),
  add column recorded_id uuid;
