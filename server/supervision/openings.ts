import { sql } from 'kysely'
import type { OverflowOpening } from '#contract/for-a-time.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater, type Job } from '#server/platform/jobs.ts'
import { endingJob } from './for-a-time.ts'

const task = 'supervision.overflow_ends'

/** Opens the overflow of a team to another for a time, and asks for the job that ends it. */
export async function openOverflow(
  { newId, clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  { teamId, toTeamId, minutes }: { teamId: string; toTeamId: string; minutes: number },
): Promise<{ id: string; until: string }> {
  if (teamId === toTeamId) throw new Invalid('queue.overflows_into_itself')
  const { rows } = await sql<{ teams: number; is_routed: boolean; to_name: string | null }>`
    select
      (select count(*) from teams where workspace_id = ${tx.workspaceId} and id = any (${[teamId, toTeamId]}::uuid[])) as teams,
      exists (select from dispatchers where workspace_id = ${tx.workspaceId}) as is_routed,
      (select t.name from overflow_openings o join teams t on t.workspace_id = o.workspace_id and t.id = o.to_team_id
        where o.workspace_id = ${tx.workspaceId} and o.team_id = ${teamId} and o.ended_at is null) as to_name`.execute(
    tx,
  )
  const { teams, is_routed, to_name } = rows[0]!
  if (teams < 2) throw new NotFound('team')
  if (!is_routed) throw new Refused('overflow_opening.not_routed')
  if (to_name !== null) throw new Refused('overflow_opening.open_already', { name: to_name })
  const now = clock.now()
  const id = newId()
  const until = new Date(now.getTime() + minutes * 60_000)
  await tx
    .insertInto('overflow_openings')
    .values({
      ...{ workspace_id: tx.workspaceId, id, team_id: teamId, to_team_id: toTeamId },
      ...{ at: now, until, ended_at: null },
    })
    .execute()
    .catch(error => {
      // Somebody else opened it between our look and now.
      if (isUniqueViolation(error)) throw new Refused('overflow_opening.opened_meanwhile')
      throw error
    })
  await recordEvent(tx, {
    type: 'queue.overflow_opened',
    actor: asEventActor(actor),
    subject: { kind: 'queue', id: teamId },
    data: { openingId: id, toTeamId, until: until.toISOString() },
  })
  await doLater(tx, { task, payload: { id }, key: `${task} ${id}`, runAt: until })
  return { id, until: until.toISOString() }
}

/** Ends an opening; over already, nothing happens. What has gone stays where it went. */
export async function closeOverflow(
  { clock, recordEvent }: Ground,
  tx: Tx,
  by: EventActor,
  id: string,
): Promise<void> {
  const ended = await tx
    .updateTable('overflow_openings')
    .set({ ended_at: clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning(['team_id', 'to_team_id'])
    .executeTakeFirst()
  if (!ended) return requireKnown(tx, id)
  await recordEvent(tx, {
    type: 'queue.overflow_ended',
    actor: by,
    subject: { kind: 'queue', id: ended.team_id },
    data: { openingId: id, toTeamId: ended.to_team_id },
  })
}

/** The end at the hour that was said. */
export const overflowJob = (ground: Ground): Job =>
  endingJob(ground, task, (tx, id) => closeOverflow(ground, tx, system, id))

/** What is open now, the first to end first. */
export async function openingsNow(tx: Tx): Promise<OverflowOpening[]> {
  const { rows } = await sql<{
    id: string
    team_id: string
    team: string
    to_id: string
    to: string
    until: Date
  }>`
    select o.id, f.id as team_id, f.name as team, t.id as to_id, t.name as to, o.until
    from overflow_openings o
    join teams f on f.workspace_id = o.workspace_id and f.id = o.team_id
    join teams t on t.workspace_id = o.workspace_id and t.id = o.to_team_id
    where o.workspace_id = ${tx.workspaceId} and o.ended_at is null
    order by o.until, o.id`.execute(tx)
  return rows.map(({ id, team_id, team, to_id, to, until }) => ({
    id,
    team: { id: team_id, name: team },
    to: { id: to_id, name: to },
    until: until.toISOString(),
  }))
}

async function requireKnown(tx: Tx, id: string): Promise<void> {
  const known = await tx
    .selectFrom('overflow_openings')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!known) throw new NotFound('overflow_opening')
}
