import { sql } from 'kysely'
import type { PresentState } from '#contract/team-states.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Timer } from '#server/platform/jobs.ts'
import { dayAt, hoursOf, monthsBefore, type Span, type Stretch, shownOf, spreadOver } from './team-day.ts'

/** A changed definition is a new version: a figure noted last year still says what it counted. */
export const teamStatesVersion = 1

/** States are kept for so long, and no longer (EMP-6). */
const monthsKept = 12

export interface TeamDay extends ReturnType<typeof shownOf> {
  team: { id: string; name: string }
  timeZone: string
  day: string
  oldestDay: string
  newestDay: string
}

/** How a team was on one day, today when nobody says, in its hours that are over; for administrators, and supervisors of it. */
export async function teamStates(
  tx: Tx,
  actor: Actor,
  asked: { id: string; day?: string | undefined },
  now: Date,
): Promise<TeamDay> {
  const team = await tx
    .selectFrom('teams as t')
    .innerJoin('workspaces as w', 'w.id', 't.workspace_id')
    .select(['t.id', 't.name', 'w.time_zone'])
    .where('t.workspace_id', '=', tx.workspaceId)
    .where('t.id', '=', asked.id)
    .executeTakeFirst()
  if (!team) throw new NotFound('team')
  const { id, name, time_zone: timeZone } = team
  if (actor.role !== 'administrator' && !actor.teamIds.includes(id))
    throw new Forbidden('supervision.own_teams')
  const newestDay = dayAt(now, timeZone)
  const oldestDay = monthsBefore(newestDay, monthsKept)
  const day = asked.day ?? newestDay
  // Only hours that are over: what runs would show, minute by minute, who changes what (EMP-5).
  const hours = day < oldestDay ? [] : hoursOf(day, timeZone).filter(({ to }) => to <= now)
  const stretches =
    hours.length === 0 ? [] : await stretchesIn(tx, id, { from: hours[0]!.from, to: hours.at(-1)!.to })
  return { team: { id, name }, timeZone, day, oldestDay, newestDay, ...shownOf(spreadOver(stretches, hours)) }
}

/** Forgets who was in which team once the states of these days are forgotten. */
export function departuresTimer({ db, clock }: Ground): Timer {
  return {
    name: 'supervision.purge_departures',
    pattern: '31 3 * * *',
    async run() {
      await sql`
        delete from team_departures
        where ended < ${clock.now()}::timestamptz - make_interval(months => ${monthsKept})`.execute(db.system)
    },
  }
}

/** What people of a team declared, while they were in it. */
async function stretchesIn(tx: Tx, teamId: string, { from, to }: Span): Promise<Stretch[]> {
  const { rows } = await sql<{ memberId: string; status: PresentState; from: Date; to: Date }>`
    with stays as (
      select member_id, since as began, 'infinity'::timestamptz as ended from team_members
      where workspace_id = ${tx.workspaceId} and team_id = ${teamId} and since < ${to}
      union all
      select member_id, began, ended from team_departures
      where workspace_id = ${tx.workspaceId} and team_id = ${teamId} and began < ${to} and ended > ${from}
    ), declared as (
      select p.member_id, c.status, c.at as began,
        lead(c.at, 1, 'infinity') over (partition by p.member_id order by c.at, c.id) as ended
      from (select distinct member_id from stays) p
      cross join lateral (
        select at, id, status from work_state_changes
        where workspace_id = ${tx.workspaceId} and member_id = p.member_id and at >= ${from} and at < ${to}
        union all
        -- What they had declared before holds until the next.
        (select at, id, status from work_state_changes
          where workspace_id = ${tx.workspaceId} and member_id = p.member_id and at < ${from}
          order by at desc, id desc limit 1)
      ) c
    )
    select d.member_id as "memberId", d.status,
      greatest(d.began, s.began, ${from}) as "from", least(d.ended, s.ended, ${to}) as "to"
    from declared d
    join stays s on s.member_id = d.member_id
    where d.status <> 'away' and greatest(d.began, s.began, ${from}) < least(d.ended, s.ended, ${to})`.execute(
    tx,
  )
  return rows
}
