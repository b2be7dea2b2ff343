-- Mails as they came are forgotten a month after they were understood: the purge finds them without reading the others.

create index receipts_with_raw on receipts (understood_at)
  where state in ('parsed', 'ignored') and (raw is not null or raw_sha256 is not null);
