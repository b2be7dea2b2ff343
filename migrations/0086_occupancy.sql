-- Figures of the day ask for what ended since it began.
create index reservations_ended on reservations (workspace_id, ended_at) where ended_at is not null;

-- How long some times are together.
create function seconds_in(times tstzmultirange) returns double precision language sql immutable as $$
  select coalesce(sum(extract(epoch from upper(one) - lower(one))), 0)::double precision from unnest(times) one
$$;
