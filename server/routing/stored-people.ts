import { type Kysely, sql } from 'kysely'
import type { DB } from '#server/platform/db.ts'
import { skillsHeld } from './skills-held.ts'
import { among } from './storing.ts'

/** Somebody who may be given work, and how they are. */
export interface StoredPerson {
  id: string
  languages: string[]
  teamIds: string[]
  partnerId: string | null
  siteId: string | null
  /** Level of each skill that they have for now. */
  skills: Record<string, number>
  /** Most at once on a channel, where it is not everybody's. */
  most: Record<string, number>
  isAvailable: boolean
  isSilent: boolean
  /** By how much their offers last longer than those of others. */
  offerTimes?: number | undefined
  capacity: number
  idleSince: number
}

interface PersonRow {
  id: string
  languages: string[]
  team_ids: string[]
  partner_id: string | null
  site_id: string | null
  skills: Record<string, number> | null
  most: Record<string, number> | null
  is_available: boolean
  is_silent: boolean
  offer_times: number
  cap: number
  idle_since: Date | null
}

/** Those who ever said how they are, with what routing knows of them; or some people, who are away where they never did. */
export async function storedPeople(
  db: Kysely<DB>,
  workspaceId: string,
  ids: string[] | null,
): Promise<StoredPerson[]> {
  const { rows } = await sql<PersonRow>`
    select m.id, m.languages, m.partner_id, m.site_id, p.most, (
        select jsonb_object_agg(k.skill_id, k.level) from (
          select h.skill_id, max(h.level) as level from ${skillsHeld} h
          where h.workspace_id = m.workspace_id and h.member_id = m.id
          group by h.skill_id
        ) k
      ) as skills, coalesce(s.cap, 100) as cap, s.idle_since, coalesce(s.is_silent, false) as is_silent,
      case when (m.preferences ->> 'longerOffers')::boolean then 3 else 1 end as offer_times,
      coalesce(s.status = 'available' and is_reached(s), false)
        and m.status = 'active' and m.role <> 'collaborator' as is_available,
      array(select t.team_id from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id order by t.team_id) as team_ids
    from members m
    ${ids ? sql`left join` : sql`join`} work_states s on s.workspace_id = m.workspace_id and s.member_id = m.id
    left join work_profiles p on p.workspace_id = m.workspace_id and p.member_id = m.id
    where m.workspace_id = ${workspaceId} ${among(sql.ref('m.id'), ids)}
    order by m.id`.execute(db)
  return rows.map(row => ({
    id: row.id,
    languages: row.languages,
    teamIds: row.team_ids,
    partnerId: row.partner_id,
    siteId: row.site_id,
    skills: row.skills ?? {},
    most: row.most ?? {},
    isAvailable: row.is_available,
    isSilent: row.is_silent,
    offerTimes: row.offer_times,
    capacity: row.cap,
    idleSince: row.idle_since?.getTime() ?? 0,
  }))
}
