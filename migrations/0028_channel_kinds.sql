-- Channels of several kinds: only what belongs to the threads of customers may be switched on (E17).

-- An address of the first kind may be anybody's to answer; the others ring a team.
alter table channels add constraint channels_mapped check (not enabled or kind = 'email' or team_id is not null);
