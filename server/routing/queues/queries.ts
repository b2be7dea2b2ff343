import { sql } from 'kysely'
import type { PartnerContract, Queue, Skill, WorkProfile } from '#contract/queues.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { usualQueue } from '../ladders.ts'

/** Queues by name, with what waits in each and who is there; or one of them. */
export async function queueRows(tx: Tx, teamId: string | null = null): Promise<Queue[]> {
  const { rows } = await sql<Queue>`
    select t.id as "teamId", t.name, t.positions,
      coalesce(q.way, ${usualQueue.way}) as way, coalesce(q.auto_accept, false) as "autoAccept",
      coalesce(q.needs, '[]') as needs, coalesce(q.steps, '[]') as steps, q.overflow,
      coalesce(q.version, 0) as version,
      (select count(*)::integer from conversations c
        where c.workspace_id = t.workspace_id and c.team_id = t.id and c.assignee_id is null
          and c.status in ('new', 'open') and not c.is_spam and c.joined_into is null) as waiting,
      (select count(*)::integer from team_members p
        join members m on m.workspace_id = p.workspace_id and m.id = p.member_id and m.status = 'active'
        where p.workspace_id = t.workspace_id and p.team_id = t.id) as people,
      (select count(*)::integer from team_members p
        join work_states s on s.workspace_id = p.workspace_id and s.member_id = p.member_id
        join members m on m.workspace_id = p.workspace_id and m.id = p.member_id and m.status = 'active'
        where p.workspace_id = t.workspace_id and p.team_id = t.id and s.status = 'available') as available
    from teams t
    left join queues q on q.workspace_id = t.workspace_id and q.team_id = t.id
    where t.workspace_id = ${tx.workspaceId} and (${teamId}::uuid is null or t.id = ${teamId})
    order by t.name, t.id`.execute(tx)
  return rows
}

/** The queue of a team; refuses one that is not there. */
export async function queueFor(tx: Tx, teamId: string): Promise<Queue> {
  const [queue] = await queueRows(tx, teamId)
  if (!queue) throw new NotFound('team')
  return queue
}

/** Writes how the work of a team comes to it. */
export async function saveQueue(tx: Tx, queue: Queue, now: Date): Promise<void> {
  const values = {
    way: queue.way,
    auto_accept: queue.autoAccept,
    needs: JSON.stringify(queue.needs),
    steps: JSON.stringify(queue.steps),
    overflow: queue.overflow && JSON.stringify(queue.overflow),
    version: queue.version,
    updated_at: now,
  }
  await tx
    .insertInto('queues')
    .values({ workspace_id: tx.workspaceId, team_id: queue.teamId, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'team_id']).doUpdateSet(values))
    .execute()
}

/** Skills by name, with how many people declared each. */
export async function skillRows(tx: Tx): Promise<Skill[]> {
  const { rows } = await sql<Skill>`
    select s.id, s.name, (
      select count(*)::integer from member_skills k
      join members m on m.workspace_id = k.workspace_id and m.id = k.member_id and m.status = 'active'
      where k.workspace_id = s.workspace_id and k.skill_id = s.id
    ) as people
    from skills s
    where s.workspace_id = ${tx.workspaceId}
    order by lower(s.name), s.id`.execute(tx)
  return rows
}

/** Names of the queues whose requests need a skill. */
export async function queuesNeeding(tx: Tx, skillId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.name from queues q
    join teams t on t.workspace_id = q.workspace_id and t.id = q.team_id
    where q.workspace_id = ${tx.workspaceId}
      and q.needs @> jsonb_build_array(jsonb_build_object('skillId', ${skillId}::text))
    order by t.name`.execute(tx)
  return rows.map(({ name }) => name)
}

/** What those know who work here now, and how much they take at once; or one of them, by name. */
export async function profileRows(tx: Tx, memberId: string | null = null): Promise<WorkProfile[]> {
  const { rows } = await sql<WorkProfile>`
    select m.id as "memberId", m.name, coalesce(p.capacity, 100) as capacity, coalesce(p.most, '{}') as most,
      array(select t.team_id from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id order by t.team_id) as "teamIds",
      coalesce((
        select jsonb_agg(jsonb_build_object('skillId', k.skill_id, 'level', k.level) order by k.skill_id)
        from member_skills k where k.workspace_id = m.workspace_id and k.member_id = m.id
      ), '[]') as skills
    from members m
    left join work_profiles p on p.workspace_id = m.workspace_id and p.member_id = m.id
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role <> 'collaborator'
      and (${memberId}::uuid is null or m.id = ${memberId})
    order by m.name, m.id`.execute(tx)
  return rows
}

/** What somebody knows; refuses who is given no requests. */
export async function profileFor(tx: Tx, memberId: string): Promise<WorkProfile> {
  const [profile] = await profileRows(tx, memberId)
  if (!profile) throw new NotFound('member')
  return profile
}

/** Writes what somebody declared and how much they take at once. */
export async function saveProfile(tx: Tx, { memberId, skills, capacity, most }: WorkProfile): Promise<void> {
  const here = { workspace_id: tx.workspaceId, member_id: memberId }
  await sql`
    delete from member_skills
    where workspace_id = ${tx.workspaceId} and member_id = ${memberId}
      and skill_id <> all (${skills.map(({ skillId }) => skillId)}::uuid[])`.execute(tx)
  if (skills.length > 0)
    await tx
      .insertInto('member_skills')
      .values(skills.map(({ skillId, level }) => ({ ...here, skill_id: skillId, level })))
      .onConflict(conflict =>
        conflict
          .columns(['workspace_id', 'member_id', 'skill_id'])
          .doUpdateSet(row => ({ level: row.ref('excluded.level') })),
      )
      .execute()
  const values = { capacity, most: JSON.stringify(most) }
  await tx
    .insertInto('work_profiles')
    .values({ ...here, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'member_id']).doUpdateSet(values))
    .execute()
}

/** Somebody left: what they declared goes with them. */
export async function forgetProfile(tx: Tx, memberId: string): Promise<void> {
  for (const table of ['member_skills', 'work_profiles'] as const)
    await tx
      .deleteFrom(table)
      .where('workspace_id', '=', tx.workspaceId)
      .where('member_id', 'in', query =>
        query
          .selectFrom('members')
          .select('id')
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', memberId)
          .where('status', '<>', 'active'),
      )
      .execute()
}

/** What each partner may be given, by name; or one of them. */
export async function contractRows(tx: Tx, partnerId: string | null = null): Promise<PartnerContract[]> {
  const { rows } = await sql<PartnerContract>`
    select p.id as "partnerId", p.name, c.partner_id is not null as "isAgreed",
      coalesce(c.team_ids, '{}') as "teamIds", coalesce(c.reason_ids, '{}') as "reasonIds",
      coalesce(c.channels, '{}') as channels, coalesce(c.takes_complaints, false) as "takesComplaints",
      c.share, c.most_open as "mostOpen",
      c.escalation_team_id as "escalationTeamId", coalesce(c.version, 0) as version
    from partners p
    left join partner_contracts c on c.workspace_id = p.workspace_id and c.partner_id = p.id
    where p.workspace_id = ${tx.workspaceId} and (${partnerId}::uuid is null or p.id = ${partnerId})
    order by p.name, p.id`.execute(tx)
  return rows
}

/** What a partner may be given; refuses one that is not there. */
export async function contractFor(tx: Tx, partnerId: string): Promise<PartnerContract> {
  const [contract] = await contractRows(tx, partnerId)
  if (!contract) throw new NotFound('partner')
  return contract
}

/** Writes what a partner may be given. */
export async function saveContract(tx: Tx, contract: PartnerContract, now: Date): Promise<void> {
  const values = {
    team_ids: contract.teamIds,
    reason_ids: contract.reasonIds,
    channels: contract.channels,
    takes_complaints: contract.takesComplaints,
    share: contract.share,
    most_open: contract.mostOpen,
    escalation_team_id: contract.escalationTeamId,
    version: contract.version,
    updated_at: now,
  }
  await tx
    .insertInto('partner_contracts')
    .values({ workspace_id: tx.workspaceId, partner_id: contract.partnerId, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'partner_id']).doUpdateSet(values))
    .execute()
}
