import { sql } from 'kysely'
import { type Actor, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isAbsent } from '../absences/absences.ts'
import { skillsHeld } from '../skills-held.ts'

/** Whom somebody asks: one person, a team, whoever knows something, or a supervisor. */
export type Whom =
  | { kind: 'member' | 'team'; id: string }
  | { kind: 'skill'; id: string; level: number }
  | { kind: 'supervisor' }

/** Of a conversation, what says who sees it. */
interface Shown {
  id: string
  team_id: string | null
}

/**
 * The people whom a question goes to: those who work here now, are not absent, and see the conversation. One person who
 * sees only what is shared with them may be asked by name, and then sees it (`shares`); a partner asks its own people and
 * those who lead.
 */
export async function peopleAsked(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversation: Shown,
  whom: Whom,
): Promise<{ ids: string[]; shares: boolean; skill?: string }> {
  if (whom.kind === 'member')
    return { ids: [whom.id], shares: await requireAskable(ground, tx, actor, conversation, whom.id) }
  if (whom.kind === 'team') {
    const team = await tx
      .selectFrom('teams')
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', whom.id)
      .executeTakeFirst()
    if (!team) throw new NotFound('team')
    if (seesTeamsOnly(actor) && !actor.teamIds.includes(whom.id))
      throw new Refused('consultation.outside_teams')
  }
  let skill: string | undefined
  if (whom.kind === 'skill') {
    if (seesTeamsOnly(actor)) throw new Refused('consultation.outside_teams')
    const known = await tx
      .selectFrom('skills')
      .select('name')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', whom.id)
      .executeTakeFirst()
    if (!known) throw new NotFound('skill')
    skill = known.name
  }
  const ids = await thoseOf(ground, tx, actor, conversation, whom)
  if (ids.length === 0) throw new Refused('consultation.nobody')
  return { ids, shares: false, ...(skill !== undefined && { skill }) }
}

/** Skills that others have who may be asked inside a conversation: how many people at each level or more. */
export async function expertiseFor(
  { clock }: Ground,
  tx: Tx,
  actor: Actor,
  conversation: Shown,
): Promise<{ id: string; name: string; levels: { level: number; people: number }[] }[]> {
  if (seesTeamsOnly(actor)) return []
  const { rows } = await sql<{ id: string; name: string; level: number; people: number }>`
    select s.id, s.name, l.level, count(distinct m.id)::integer as people
    from skills s
    join ${skillsHeld} k on k.workspace_id = s.workspace_id and k.skill_id = s.id
    join members m on m.workspace_id = k.workspace_id and m.id = k.member_id
    cross join generate_series(1, 5) as l (level)
    where s.workspace_id = ${tx.workspaceId} and k.level >= l.level and ${sees(conversation)}
      and ${isHere(clock.now(), actor)}
    group by s.id, s.name, l.level
    order by lower(s.name), s.id, l.level`.execute(tx)
  const skills = new Map<string, { id: string; name: string; levels: { level: number; people: number }[] }>()
  for (const { id, name, level, people } of rows) {
    const skill = skills.get(id) ?? { id, name, levels: [] }
    skill.levels.push({ level, people })
    skills.set(id, skill)
  }
  return [...skills.values()]
}

/** Works here, is not absent, and is somebody else. */
const isHere = (now: Date, { memberId }: Actor) => sql`
  m.status = 'active' and m.id is distinct from ${memberId} and not exists (
    select from absences a
    where a.workspace_id = m.workspace_id and a.member_id = m.id and a.ended_at is null and a.from_at <= ${now}
      and (a.until_at is null or a.until_at > ${now})
  )`

/** Sees a conversation: everybody inside, a partner's people in their teams, others where it was shared with them. */
export const sees = ({ id, team_id }: Shown) => sql`
  case m.role
    when 'partner' then exists (
      select from team_members t
      where t.workspace_id = m.workspace_id and t.member_id = m.id and t.team_id = ${team_id}
    )
    when 'collaborator' then exists (
      select from conversation_shares h
      where h.workspace_id = m.workspace_id and h.member_id = m.id and h.conversation_id = ${id}
    )
    else true
  end`

async function thoseOf(
  { clock }: Ground,
  tx: Tx,
  actor: Actor,
  conversation: Shown,
  whom: Exclude<Whom, { kind: 'member' }>,
): Promise<string[]> {
  const among = (roles: readonly string[]) => sql`m.role = any (${roles}::text[])`
  const ask = async (which: ReturnType<typeof among>) => {
    const { rows } = await sql<{ id: string }>`
      select m.id from members m
      where m.workspace_id = ${tx.workspaceId} and ${which} and ${isHere(clock.now(), actor)}
        and ${sees(conversation)}
      order by m.id`.execute(tx)
    return rows.map(({ id }) => id)
  }
  if (whom.kind === 'team')
    return ask(sql`exists (
      select from team_members t
      where t.workspace_id = m.workspace_id and t.member_id = m.id and t.team_id = ${whom.id})`)
  if (whom.kind === 'skill')
    return ask(sql`exists (
      select from ${skillsHeld} k
      where k.workspace_id = m.workspace_id and k.member_id = m.id and k.skill_id = ${whom.id}
        and k.level >= ${whom.level})`)
  const supervisors = await ask(among(['supervisor']))
  // A small house has none.
  return supervisors.length > 0 ? supervisors : ask(among(['administrator']))
}

/** Refuses whom one may not ask by name; says whether the conversation has to be shared with them first. */
export async function requireAskable(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversation: Shown,
  memberId: string,
): Promise<boolean> {
  if (memberId === actor.memberId) throw new Invalid('consultation.oneself')
  const { rows } = await sql<{
    name: string
    role: string
    status: string
    partner_id: string | null
    sees: boolean
  }>`
    select m.name, m.role, m.status, m.partner_id, ${sees(conversation)} as sees
    from members m where m.workspace_id = ${tx.workspaceId} and m.id = ${memberId}`.execute(tx)
  const [member] = rows
  if (!member) throw new NotFound('member')
  const { name } = member
  if (seesTeamsOnly(actor) && member.partner_id !== actor.partnerId)
    throw new Refused('consultation.outside_teams')
  if (member.status !== 'active') throw new Invalid('conversation.assignee_left', { name })
  if (await isAbsent(ground, tx, memberId)) throw new Refused('transfer.absent', { name })
  if (member.sees) return false
  if (member.role === 'partner') throw new Refused('consultation.cannot_see', { name })
  return true
}
