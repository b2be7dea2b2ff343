import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater, type Job } from '#server/platform/jobs.ts'
import { endingJob } from './for-a-time.ts'

const task = 'supervision.skill_returns'

/** Lends somebody a skill for a time, beside what they declared, and asks for the job that takes it back. */
export async function lendSkill(
  { newId, clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  asked: { memberId: string; skillId: string; level: number; minutes: number },
): Promise<{ id: string; until: string }> {
  const { memberId, skillId, level } = asked
  const { rows } = await sql<{ skill: string | null; level: number | null }>`
    select s.name as skill, k.level
    from members m
    left join skills s on s.workspace_id = m.workspace_id and s.id = ${skillId}
    left join member_skills k on k.workspace_id = m.workspace_id and k.member_id = m.id and k.skill_id = s.id
    where m.workspace_id = ${tx.workspaceId} and m.id = ${memberId} and m.status = 'active'
      and m.role in ('adviser', 'supervisor', 'partner')`.execute(tx)
  const [member] = rows
  if (!member) throw new NotFound('member')
  if (member.skill === null) throw new NotFound('skill')
  if ((member.level ?? 0) >= level) throw new Refused('skill_lending.has_it', { name: member.skill })
  const now = clock.now()
  const id = newId()
  const until = new Date(now.getTime() + asked.minutes * 60_000)
  await tx
    .insertInto('skill_lendings')
    .values({
      ...{ workspace_id: tx.workspaceId, id, member_id: memberId, skill_id: skillId, level },
      ...{ at: now, until, ended_at: null },
    })
    .execute()
    .catch(error => {
      if (isUniqueViolation(error)) throw new Refused('skill_lending.lent_already', { name: member.skill })
      throw error
    })
  await recordEvent(tx, {
    type: 'member.skill_lent',
    actor: asEventActor(actor),
    subject: { kind: 'member', id: memberId },
    data: { lendingId: id, skillId, level, until: until.toISOString() },
  })
  await doLater(tx, { task, payload: { id }, key: `${task} ${id}`, runAt: until })
  return { id, until: until.toISOString() }
}

/** Takes a lent skill back; back already, nothing happens. */
export async function endSkillLending(
  { clock, recordEvent }: Ground,
  tx: Tx,
  by: EventActor,
  id: string,
): Promise<void> {
  const ended = await tx
    .updateTable('skill_lendings')
    .set({ ended_at: clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning(['member_id', 'skill_id'])
    .executeTakeFirst()
  if (ended) {
    await recordEvent(tx, {
      type: 'member.skill_returned',
      actor: by,
      subject: { kind: 'member', id: ended.member_id },
      data: { lendingId: id, skillId: ended.skill_id },
    })
    return
  }
  const known = await tx
    .selectFrom('skill_lendings')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!known) throw new NotFound('skill_lending')
}

/** The return at the hour that was said. */
export const skillJob = (ground: Ground): Job =>
  endingJob(ground, task, (tx, id) => endSkillLending(ground, tx, system, id))
