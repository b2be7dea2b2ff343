import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Timer } from '#server/platform/jobs.ts'
import { demoWorkspace } from '#server/workspaces/index.ts'
import type { DemoPerson } from './people.ts'
import { colleagues, doingAs, nothingOffered, stretchesBetween } from './shifts.ts'

/** How long a sign of life of theirs holds: two of them may fail. */
const seenForSeconds = 180
/** How far back their day is written when it is written for the first time, or after the program was stopped. */
const backMs = 5 * 3_600_000

/** Has the colleagues of the demonstration go on with their day, each minute. */
export function colleaguesTimer(ground: Ground): Timer {
  return { name: 'demo.colleagues', pattern: '* * * * *', run: () => workOn(ground) }
}

/**
 * Writes how those colleagues are whom nobody may enter as: on a break, in a meeting, at what they have in hand. They are
 * available while they have something in hand and at no other time, and their profiles let nothing be offered to them: what
 * visitors of the demonstration ask waits for those who can answer it. Where routing is off, nothing is written.
 */
export async function workOn({ db, clock }: Ground): Promise<void> {
  const demo = await demoWorkspace(db.system)
  if (!demo) return
  await db.inWorkspace(demo.id, async tx => {
    const found = await colleaguesIn(tx)
    const now = clock.now()
    const days = found.map(one => ({ one, states: statesOf(one, now.getTime()) }))
    const changes = days.flatMap(({ one, states }) =>
      states.map(({ at, status, reason }) => ({
        ...{ workspace_id: tx.workspaceId, member_id: one.id, at: new Date(at), status, reason },
        cause: 'declared' as const,
      })),
    )
    // Nobody said any of it: it is written as of its minute, and no event tells of it.
    if (changes.length > 0) await tx.insertInto('work_state_changes').values(changes).execute()
    await standAs(
      tx,
      days.map(({ one, states }) => ({ id: one.id, ...(states.at(-1) ?? asBefore) })),
    )
  })
}

interface Colleague {
  id: string
  key: string
  language: 'fr' | 'en'
  teams: DemoPerson['teams']
  hasWork: boolean
  status: Status | 'away' | null
  reason: string | null
  since: Date | null
}

type Status = 'available' | 'busy' | 'break'

interface State {
  at: number
  status: Status
  reason: string | null
  until: number | null
}

async function colleaguesIn(tx: Tx): Promise<Colleague[]> {
  const byEmail = new Map(colleagues.map(one => [one.email, one]))
  const { rows } = await sql<Omit<Colleague, 'key' | 'teams'> & { email: string }>`
    select m.id, m.email, m.language, s.status, s.reason, s.since, exists (
      select from conversations c
      where c.workspace_id = m.workspace_id and c.assignee_id = m.id and c.status in ('new', 'open')
        and not c.is_spam and c.joined_into is null
    ) as "hasWork"
    from members m
    left join work_states s on s.workspace_id = m.workspace_id and s.member_id = m.id
    join work_profiles p on p.workspace_id = m.workspace_id and p.member_id = m.id
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.user_id is null
      and m.email = any (${[...byEmail.keys()]})
      -- Whoever changed what may be offered to them wants to see them offered it: they are left alone.
      and p.most = ${JSON.stringify(nothingOffered)}::jsonb
      and exists (select from dispatchers d where d.workspace_id = m.workspace_id)
    order by m.id`.execute(tx)
  return rows.map(({ email, ...row }) => {
    const { key, teams } = byEmail.get(email)!
    return { ...row, key, teams }
  })
}

/** How somebody has been since their day was last written, and is: only what differs from before. */
function statesOf(one: Colleague, now: number): State[] {
  const isKnown = one.status !== null && one.status !== 'away' && one.since !== null
  const from = Math.max(isKnown ? one.since!.getTime() : 0, now - backMs)
  const states: State[] = []
  let before = isKnown ? { status: one.status, reason: one.reason } : undefined
  for (const { doing, from: began, until } of stretchesBetween(one.key, from, now)) {
    const next = doingAs(doing, one, one.hasWork)
    if (before?.status === next.status && before.reason === next.reason) continue
    // What they have in hand changed within a stretch: that is of now, and not of a stretch that is over.
    const isWithin = isKnown && began <= from
    if (isWithin && until <= now) continue
    states.push({
      ...next,
      at: isWithin ? now : Math.max(began, from),
      until: doing === 'break' ? until : null,
    })
    before = next
  }
  return states
}

const asBefore = { status: null, reason: null, at: null, until: null }

/** Writes how those stand who are not as before, and that each of them is there. */
async function standAs(
  tx: Tx,
  stands: readonly {
    id: string
    status: Status | null
    reason: string | null
    at: number | null
    until: number | null
  }[],
): Promise<void> {
  const said = JSON.stringify(
    stands.map(({ at, until, ...stand }) => ({
      ...stand,
      since: at && new Date(at),
      until: until && new Date(until),
    })),
  )
  await sql`
    insert into work_states (workspace_id, member_id, since, idle_since)
    select ${tx.workspaceId}, id, since, since
    from json_to_recordset(${said}::json) as o (id uuid, since timestamptz)
    where since is not null
    order by id
    on conflict do nothing`.execute(tx)
  // In the order of everybody.
  await sql`
    select from work_states
    where workspace_id = ${tx.workspaceId} and member_id = any (${stands.map(({ id }) => id)}::uuid[])
    order by member_id for update`.execute(tx)
  await sql`
    update work_states s set
      seen_at = clock_timestamp() + ${seenForSeconds} * interval '1 second',
      status = coalesce(o.status, s.status), since = coalesce(o.since, s.since),
      reason = case when o.status is null then s.reason else o.reason end,
      until = case when o.status is null then s.until else o.until end
    from json_to_recordset(${said}::json) as o (id uuid, status text, reason text, since timestamptz, until timestamptz)
    where s.workspace_id = ${tx.workspaceId} and s.member_id = o.id`.execute(tx)
}
