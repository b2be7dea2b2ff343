-- A key may be limited to teams: it then does what an adviser of these teams may, in their conversations and nowhere else.
-- null = the whole workspace. The names stay when a team goes, so that a limited key never becomes one without limits.
alter table api_keys
  add column team_ids uuid[] check (cardinality(team_ids) > 0),
  add constraint keys_of_teams_are_advisers check (team_ids is null or (role = 'adviser' and member_id is null));
