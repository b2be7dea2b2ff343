import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater, type Job } from '#server/platform/jobs.ts'

export interface LendingDeps {
  /** Moves somebody between teams. */
  lendMember: (
    tx: Tx,
    by: EventActor,
    lending: { memberId: string; join: readonly string[]; leave: readonly string[] },
  ) => Promise<void>
}

const task = 'supervision.return'

/** Moves somebody to a team for a time, and asks for the job that brings them back. */
export async function lend(
  { newId, clock, recordEvent }: Ground,
  { lendMember }: LendingDeps,
  tx: Tx,
  actor: Actor,
  asked: { memberId: string; teamId: string; minutes: number; leavesOthers: boolean },
): Promise<{ id: string; until: string }> {
  const { memberId, teamId } = asked
  const { rows } = await sql<{
    partner_id: string | null
    team_ids: string[]
    of_team: string | null
    has_team: boolean
  }>`
    select m.partner_id,
      array(select i.team_id from team_members i where i.workspace_id = m.workspace_id and i.member_id = m.id) as team_ids,
      t.partner_id as of_team, t.id is not null as has_team
    from members m
    left join teams t on t.workspace_id = m.workspace_id and t.id = ${teamId}
    where m.workspace_id = ${tx.workspaceId} and m.id = ${memberId} and m.status = 'active'
      and m.role in ('adviser', 'supervisor', 'partner')
    for update of m`.execute(tx)
  const [member] = rows
  if (!member) throw new NotFound('member')
  if (!member.has_team) throw new NotFound('team')
  // D15: a partner's adviser sees their own teams' customers, and no others.
  if (member.partner_id && member.partner_id !== member.of_team) throw new Invalid('lending.partner')
  const open = await tx
    .selectFrom('lendings')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (open) throw new Refused('lending.lent_already')
  const now = clock.now()
  const id = newId()
  const until = new Date(now.getTime() + asked.minutes * 60_000)
  const left = asked.leavesOthers ? member.team_ids.filter(one => one !== teamId) : []
  await tx
    .insertInto('lendings')
    .values({
      ...{ workspace_id: tx.workspaceId, id, member_id: memberId, team_id: teamId, left_team_ids: left },
      ...{ had_joined: member.team_ids.includes(teamId), at: now, until, ended_at: null },
    })
    .execute()
  await lendMember(tx, asEventActor(actor), { memberId, join: [teamId], leave: left })
  await recordEvent(tx, {
    type: 'lending.begun',
    actor: asEventActor(actor),
    subject: { kind: 'lending', id },
    data: { memberId, teamId, until: until.toISOString() },
  })
  await doLater(tx, { task, payload: { lendingId: id }, key: `${task} ${id}`, runAt: until })
  return { id, until: until.toISOString() }
}

/** Brings somebody back where they were; ended already, nothing happens. */
export async function endLending(
  { clock, recordEvent }: Ground,
  { lendMember }: LendingDeps,
  tx: Tx,
  by: EventActor,
  id: string,
): Promise<void> {
  const ended = await tx
    .updateTable('lendings')
    .set({ ended_at: clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning(['member_id', 'team_id', 'left_team_ids', 'had_joined'])
    .executeTakeFirst()
  if (!ended) {
    const known = await tx
      .selectFrom('lendings')
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!known) throw new NotFound('lending')
    return
  }
  await lendMember(tx, by, {
    memberId: ended.member_id,
    join: ended.left_team_ids,
    leave: ended.had_joined ? [] : [ended.team_id],
  })
  await recordEvent(tx, {
    type: 'lending.ended',
    actor: by,
    subject: { kind: 'lending', id },
    data: { memberId: ended.member_id, teamId: ended.team_id },
  })
}

/** The return at the hour that was said, on whichever node is there then. */
export function returnJob(ground: Ground, deps: LendingDeps): Job {
  return {
    name: task,
    async run({ workspaceId, lendingId }) {
      await ground.db.inWorkspace(workspaceId, async tx => {
        const known = await tx
          .selectFrom('lendings')
          .select('id')
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', String(lendingId))
          .executeTakeFirst()
        if (known) await endLending(ground, deps, tx, system, known.id)
      })
    },
  }
}
