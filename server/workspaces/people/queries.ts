import { sql } from 'kysely'
import type { Member, Partner, Site, Team } from '#contract/workspaces.ts'
import type { Tx } from '#server/platform/db.ts'

/** A member as the contract shows one, with the account they sign in with. */
export type MemberRecord = Member & { userId: string | null }

const memberQuery = (tx: Tx) =>
  tx
    .selectFrom('members')
    .selectAll('members')
    .select(
      sql<string[]>`array(
        select t.team_id from team_members t
        where t.workspace_id = members.workspace_id and t.member_id = members.id
        order by t.team_id)`.as('team_ids'),
    )
    .where('members.workspace_id', '=', tx.workspaceId)

type MemberRow = Awaited<ReturnType<ReturnType<typeof memberQuery>['executeTakeFirstOrThrow']>>

/** Members by id, in no order; unknown ids are left out. */
export async function membersWithIds(tx: Tx, ids: readonly string[]): Promise<MemberRecord[]> {
  if (ids.length === 0) return []
  const rows = await memberQuery(tx).where('members.id', 'in', ids).execute()
  return rows.map(toMember)
}

export interface MemberFilter {
  q?: string | undefined
  status: Member['status'] | 'all'
  /** Only people of these teams, of this employer, or this person. */
  within?: { teamIds: string[]; partnerId: string | null; memberId: string | null }
}

/** Members by name. */
export async function membersLike(tx: Tx, { q, status, within }: MemberFilter): Promise<MemberRecord[]> {
  let query = memberQuery(tx)
  if (status !== 'all') query = query.where('members.status', '=', status)
  if (q?.trim()) {
    const pattern = `%${q.trim().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(
      sql<boolean>`unaccent(lower(members.name || ' ' || members.email)) like unaccent(lower(${pattern}))`,
    )
  }
  if (within) {
    query = query.where(eb =>
      eb.or([
        eb('members.id', '=', within.memberId),
        eb('members.partner_id', '=', within.partnerId),
        eb.exists(
          eb
            .selectFrom('team_members')
            .select('member_id')
            .whereRef('team_members.workspace_id', '=', 'members.workspace_id')
            .whereRef('team_members.member_id', '=', 'members.id')
            .where('team_id', '=', sql<string>`any(${within.teamIds}::uuid[])`),
        ),
      ]),
    )
  }
  const rows = await query.orderBy(inFrench('members.name')).orderBy('members.id').execute()
  return rows.map(toMember)
}

/** Active administrators, held until the end of the transaction: of two who leave at once, one stays. */
export async function lockAdministrators(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('members')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('role', '=', 'administrator')
    .where('status', '=', 'active')
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(row => row.id)
}

/** Puts a member in exactly these teams. */
export async function setTeamsOfMember(tx: Tx, memberId: string, teamIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('team_members')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .execute()
  await joinTeams(
    tx,
    teamIds.map(teamId => ({ teamId, memberId })),
  )
}

/** Puts exactly these members in a team. */
export async function setMembersOfTeam(tx: Tx, teamId: string, memberIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('team_members')
    .where('workspace_id', '=', tx.workspaceId)
    .where('team_id', '=', teamId)
    .execute()
  await joinTeams(
    tx,
    memberIds.map(memberId => ({ teamId, memberId })),
  )
}

async function joinTeams(tx: Tx, pairs: { teamId: string; memberId: string }[]): Promise<void> {
  if (pairs.length === 0) return
  await tx
    .insertInto('team_members')
    .values(
      pairs.map(({ teamId, memberId }) => ({
        workspace_id: tx.workspaceId,
        team_id: teamId,
        member_id: memberId,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** The teams of a member. */
export async function teamIdsOfMember(tx: Tx, memberId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('team_members')
    .select('team_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .orderBy('team_id')
    .execute()
  return rows.map(row => row.team_id)
}

/** Teams by name, all of them or some. */
export async function teamRows(tx: Tx, ids?: readonly string[]): Promise<Team[]> {
  if (ids?.length === 0) return []
  let query = tx
    .selectFrom('teams')
    .selectAll('teams')
    .select(
      sql<string[]>`array(
        select m.member_id from team_members m
        where m.workspace_id = teams.workspace_id and m.team_id = teams.id
        order by m.member_id)`.as('member_ids'),
    )
    .where('teams.workspace_id', '=', tx.workspaceId)
  if (ids) query = query.where('teams.id', 'in', ids)
  const rows = await query.orderBy(inFrench('teams.name')).execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    siteId: row.site_id,
    partnerId: row.partner_id,
    calendarId: row.calendar_id,
    positions: row.positions,
    memberIds: row.member_ids,
  }))
}

/** Writes a team, without its people. */
export async function saveTeam(tx: Tx, team: Omit<Team, 'memberIds'>): Promise<void> {
  const values = {
    name: team.name,
    kind: team.kind,
    site_id: team.siteId,
    partner_id: team.partnerId,
    calendar_id: team.calendarId,
    positions: team.positions,
  }
  await tx
    .insertInto('teams')
    .values({ workspace_id: tx.workspaceId, id: team.id, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

/** Sites by name, all of them or one. */
export async function siteRows(tx: Tx, id?: string): Promise<Site[]> {
  let query = tx.selectFrom('sites').selectAll().where('workspace_id', '=', tx.workspaceId)
  if (id) query = query.where('id', '=', id)
  const rows = await query.orderBy(inFrench('name')).execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    partnerId: row.partner_id,
    country: row.country,
    city: row.city,
    timeZone: row.time_zone,
    calendarId: row.calendar_id,
  }))
}

/** Writes a site. */
export async function saveSite(tx: Tx, site: Site): Promise<void> {
  const values = {
    name: site.name,
    kind: site.kind,
    partner_id: site.partnerId,
    country: site.country,
    city: site.city,
    time_zone: site.timeZone,
    calendar_id: site.calendarId,
  }
  await tx
    .insertInto('sites')
    .values({ workspace_id: tx.workspaceId, id: site.id, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

/** Partners by name, all of them or one. */
export async function partnerRows(tx: Tx, id?: string): Promise<Partner[]> {
  let query = tx.selectFrom('partners').selectAll().where('workspace_id', '=', tx.workspaceId)
  if (id) query = query.where('id', '=', id)
  const rows = await query.orderBy(inFrench('name')).execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    visibleContactFields: row.visible_contact_fields,
  }))
}

/** Writes a partner. */
export async function savePartner(tx: Tx, partner: Partner): Promise<void> {
  const values = { name: partner.name, visible_contact_fields: partner.visibleContactFields }
  await tx
    .insertInto('partners')
    .values({ workspace_id: tx.workspaceId, id: partner.id, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

/** As a dictionary orders words: the database itself would put É after Z. */
const inFrench = (column: string) => sql`unaccent(lower(${sql.ref(column)}))`

function toMember(row: MemberRow): MemberRecord {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    email: row.email,
    role: row.role,
    language: row.language,
    languages: row.languages,
    jobTitle: row.job_title,
    photoUrl: row.photo_file_id ? photoUrl(row.workspace_id, row.id, row.photo_file_id) : null,
    signature: row.signature,
    partnerId: row.partner_id,
    siteId: row.site_id,
    teamIds: row.team_ids,
    status: row.status,
    createdAt: row.created_at.toISOString(),
  }
}

/** The workspace rides in the address, for a picture carries no header; the version lets a browser keep it. */
function photoUrl(workspaceId: string, memberId: string, fileId: string): string {
  return `/api/v1/members/${memberId}/photo?workspace=${workspaceId}&v=${fileId.slice(-12)}`
}

/** Active administrators, for what they must be told; none in a demonstration. */
export async function administratorsOf(
  tx: Tx,
): Promise<{ name: string; email: string; language: 'fr' | 'en' }[]> {
  return tx
    .selectFrom('members')
    .innerJoin('workspaces', 'workspaces.id', 'members.workspace_id')
    .select(['members.name', 'members.email', 'members.language'])
    .where('members.workspace_id', '=', tx.workspaceId)
    .where('role', '=', 'administrator')
    .where('status', '=', 'active')
    .where('is_demo', '=', false)
    .execute()
}
