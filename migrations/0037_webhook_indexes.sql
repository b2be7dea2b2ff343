-- The log is read by the ids of events, which rise with time: two indexes less to write at each delivery.
drop index webhook_deliveries_by_seq;
drop index webhook_deliveries_finished;
