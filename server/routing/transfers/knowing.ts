import { sql } from 'kysely'
import { type Actor, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, NotFound, Refused } from '#server/platform/errors.ts'
import { type Asked, employersOf, type House, ownHouse } from '../ladders.ts'
import { skillsHeld } from '../skills-held.ts'

/** Something that whoever takes over must know, and how well. */
export interface Knowing {
  skillId: string
  level: number
}

/** Refuses a skill that nobody else has so well, of those who may be given a request; gives its name. */
export async function requireKnown(
  tx: Tx,
  actor: Actor,
  house: House,
  asked: Asked,
  { skillId, level }: Knowing,
): Promise<string> {
  if (seesTeamsOnly(actor)) throw new Forbidden('transfer.outside_teams')
  const skill = await tx
    .selectFrom('skills')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', skillId)
    .executeTakeFirst()
  if (!skill) throw new NotFound('skill')
  const { rows } = await sql<{ employer: string }>`
    select distinct coalesce(m.partner_id::text, ${ownHouse}) as employer
    from ${skillsHeld} k
    join members m on m.workspace_id = k.workspace_id and m.id = k.member_id and m.status = 'active'
    where k.workspace_id = ${tx.workspaceId} and k.skill_id = ${skillId} and k.level >= ${level}
      and m.role <> 'collaborator' and m.id is distinct from ${actor.memberId}`.execute(tx)
  const employers = employersOf(house, asked)
  if (!rows.some(({ employer }) => employers.includes(employer)))
    throw new Refused('transfer.nobody_knows', { name: skill.name, level })
  return skill.name
}
