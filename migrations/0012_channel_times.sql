-- The channel page tells when each address last received and last sent: two looks at the end of an index.

create index receipts_of_channel on receipts (workspace_id, channel_id, received_at desc);
create index deliveries_of_channel on deliveries (workspace_id, channel_id, sent_at desc) where sent_at is not null;
