import { DateTime } from 'luxon'
import type pg from 'pg'
import { timeZone } from './seasons.ts'
import { dayOf, doingAs, workers } from './shifts.ts'

/** How far back the people of the shop know how they were. */
const daysBack = 13

/**
 * Writes how the people of the shop were on days that are over: there in open hours, Saturdays in turn, and away at the end of
 * each. Today is theirs to write.
 */
export async function recallDays(client: pg.PoolClient, workspaceId: string, now: Date): Promise<void> {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day')
  const rows = workers.flatMap(person =>
    Array.from({ length: daysBack }, (_, index) => today.minus({ days: daysBack - index })).flatMap(day =>
      dayOf(person.key, day).map(({ doing, from }) => ({
        email: person.email,
        at: new Date(from),
        ...(doing === 'away' ? { status: 'away', reason: null } : doingAs(doing, person)),
      })),
    ),
  )
  await client.query(
    `insert into work_state_changes (workspace_id, member_id, at, status, reason, cause)
    select $1, m.id, o.at, o.status, o.reason, case o.status when 'away' then 'signed_out' else 'declared' end
    from json_to_recordset($2) as o (email text, at timestamptz, status text, reason text)
    join members m on m.workspace_id = $1 and m.email = o.email
    order by m.id, o.at`,
    [workspaceId, JSON.stringify(rows)],
  )
}
