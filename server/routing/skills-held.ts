import { sql } from 'kysely'

/**
 * Skills that people have for now, as rows of `workspace_id, member_id, skill_id, level`: those that they declared, and those
 * that are lent to them for a time. What is both stands twice.
 */
export const skillsHeld = sql`(
  select workspace_id, member_id, skill_id, level from member_skills
  union all
  select workspace_id, member_id, skill_id, level from skill_lendings where ended_at is null
)`
