-- How often an address was acknowledged today is asked for each new request: by the address, never by all mails of the day.

create index deliveries_acknowledged on deliveries (workspace_id, (recipients[1]), created_at) where purpose = 'acknowledgement';
