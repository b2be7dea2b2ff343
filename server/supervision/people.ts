import { sql } from 'kysely'
import type { PersonNow, WaitingRequest } from '#contract/supervision.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { holdsPeople, holdsWork, type Places, type Slice } from './boards.ts'

const mostWaiting = 100

interface PersonRow {
  id: string
  name: string
  site_id: string | null
  partner_id: string | null
  languages: string[]
  teams: { id: string; name: string }[]
  state: PersonNow['state']
  since: Date | null
  reason: string | null
  in_hand: number
  used: number
  cap: number
  lending_id: string | null
  lent_to: string | null
  lent_name: string | null
  lent_until: Date | null
  lent_skills: PersonNow['lentSkills']
}

/**
 * The people of a slice as they are now, named to their direct manager alone: a supervisor who shares a team with them
 * (EMP-6). Of the others only how many there are.
 */
export async function peopleFor(
  tx: Tx,
  actor: Actor,
  places: Places & { isRouted: boolean },
  slice: Slice,
  connected: readonly string[],
): Promise<{ items: PersonNow[]; hidden: number }> {
  const { rows } = await sql<PersonRow>`
    select m.id, m.name, m.site_id, m.partner_id, m.languages,
      coalesce((
        select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name, t.id)
        from team_members i
        join teams t on t.workspace_id = i.workspace_id and t.id = i.team_id
        where i.workspace_id = m.workspace_id and i.member_id = m.id
      ), '[]') as teams,
      case when ${places.isRouted} then
        case when s.member_id is null or s.status = 'away' or not is_reached(s) then 'away'
          when s.is_silent then 'notResponding'
          when s.status <> 'available' then s.status
          when exists (
            select from reservations v
            where v.workspace_id = m.workspace_id and v.member_id = m.id and v.ended_at is null
              and v.state <> 'parked' and not v.is_suspended
          ) then 'atWork'
          else 'free' end
      else case when m.id = any (${connected}::uuid[]) then 'free' else 'away' end end as state,
      s.since, s.reason, coalesce(s.used, 0) as used, coalesce(s.cap, 0) as cap,
      (select count(*) from conversations c
        where c.workspace_id = m.workspace_id and c.assignee_id = m.id
          and c.status in ('new', 'open', 'waiting', 'on_hold') and not c.is_spam) as in_hand,
      l.id as lending_id, l.team_id as lent_to, t.name as lent_name, l.until as lent_until,
      coalesce((
        select json_agg(json_build_object('id', k.id, 'level', k.level, 'until', k.until,
          'skill', json_build_object('id', s.id, 'name', s.name)) order by s.name, s.id)
        from skill_lendings k
        join skills s on s.workspace_id = k.workspace_id and s.id = k.skill_id
        where k.workspace_id = m.workspace_id and k.member_id = m.id and k.ended_at is null
      ), '[]') as lent_skills
    from members m
    left join work_states s on s.workspace_id = m.workspace_id and s.member_id = m.id
    left join lendings l on l.workspace_id = m.workspace_id and l.member_id = m.id and l.ended_at is null
    left join teams t on t.workspace_id = l.workspace_id and t.id = l.team_id
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role in ('adviser', 'supervisor', 'partner')
    order by m.name, m.id`.execute(tx)
  const isOfBoard = holdsPeople(places, slice)
  const there = rows.filter(({ site_id, partner_id, languages, teams }) =>
    isOfBoard({ teamIds: teams.map(({ id }) => id), siteId: site_id, partnerId: partner_id, languages }),
  )
  const managed = await managedBy(tx, actor)
  const mine = there.filter(({ id }) => managed.has(id))
  return { items: mine.map(row => toPerson(row, places.isRouted)), hidden: there.length - mine.length }
}

/**
 * Whose direct manager somebody is: themselves and, for a supervisor, whoever is in a team of theirs or was lent away. A team
 * to which they are only lent is not theirs: it would be enough to lend oneself to read of anybody (EMP-6).
 */
export async function managedBy(tx: Tx, { memberId, role }: Actor): Promise<Set<string>> {
  if (!memberId) return new Set()
  if (role !== 'supervisor') return new Set([memberId])
  const { rows } = await sql<{ id: string }>`
    select distinct o.member_id as id
    from team_members mine
    join team_members o on o.workspace_id = mine.workspace_id and o.team_id = mine.team_id
    where mine.workspace_id = ${tx.workspaceId} and mine.member_id = ${memberId} and not exists (
      select from lendings g
      where g.workspace_id = mine.workspace_id and g.member_id = mine.member_id and g.team_id = mine.team_id
        and g.ended_at is null and not g.had_joined
    )
    union
    select l.member_id
    from lendings l
    join team_members mine on mine.workspace_id = l.workspace_id and mine.team_id = any (l.left_team_ids)
    where l.workspace_id = ${tx.workspaceId} and l.ended_at is null and mine.member_id = ${memberId}`.execute(
    tx,
  )
  return new Set([memberId, ...rows.map(({ id }) => id)])
}

const toPerson = (row: PersonRow, isRouted: boolean): PersonNow => ({
  member: { id: row.id, name: row.name },
  teams: row.teams,
  state: row.state,
  since: isRouted ? (row.since?.toISOString() ?? null) : null,
  reason: isRouted ? row.reason : null,
  inHand: row.in_hand,
  load: isRouted ? { used: row.used, capacity: row.cap } : null,
  lent:
    row.lending_id && row.lent_to && row.lent_until
      ? {
          id: row.lending_id,
          team: { id: row.lent_to, name: row.lent_name ?? '' },
          until: row.lent_until.toISOString(),
        }
      : null,
  lentSkills: row.lent_skills.map(({ until, ...lent }) => ({
    ...lent,
    until: new Date(until).toISOString(),
  })),
})

interface WaitingRow {
  id: string
  number: number
  channel: string
  subject: string
  contact: string
  language: string | null
  team_id: string | null
  team: string | null
  priority: WaitingRequest['priority']
  since: Date
  credit_ms: number | null
}

/** What waits in a slice and is nobody's yet, the longest first. */
export async function waitingRequests(tx: Tx, places: Places, slice: Slice): Promise<WaitingRequest[]> {
  const { rows } = await sql<WaitingRow>`
    select c.id, c.number, c.channel_kind as channel, c.subject, p.name as contact, c.language, c.team_id, t.name as team,
      c.priority, coalesce(w.t0, c.waiting_since) as since, w.credit_ms
    from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    left join teams t on t.workspace_id = c.workspace_id and t.id = c.team_id
    left join work_items w on w.workspace_id = c.workspace_id and w.conversation_id = c.id and w.ended_at is null
    where c.workspace_id = ${tx.workspaceId} and c.waiting_since is not null and c.status in ('new', 'open')
      and not c.is_spam and c.assignee_id is null
    order by coalesce(w.t0, c.waiting_since), c.id`.execute(tx)
  const isOfBoard = holdsWork(places, slice)
  return rows
    .filter(({ team_id, language }) => isOfBoard({ teamId: team_id, language }))
    .slice(0, mostWaiting)
    .map(row => ({
      ...{ conversationId: row.id, number: row.number, channel: row.channel, subject: row.subject },
      ...{ contact: row.contact, priority: row.priority, since: row.since.toISOString() },
      team: row.team_id ? { id: row.team_id, name: row.team ?? '' } : null,
      creditMinutes: row.credit_ms === null ? null : Math.round(row.credit_ms / 60_000),
    }))
}
