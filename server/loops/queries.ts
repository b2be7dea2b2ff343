import { sql } from 'kysely'
import type { z } from 'zod'
import type { Recovery, recoveryStates } from '#contract/loops.ts'
import { Workspace } from '#contract/workspaces.ts'
import { type Actor, seesArchive } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { idOf, momentOf } from '#server/platform/paging.ts'

type Shape = z.infer<typeof Recovery>
export type RecoveryState = (typeof recoveryStates)[number]

export interface RecoveryRecord {
  id: string
  contact_id: string
  contact_name: string
  contact_is_vip: boolean
  conversation_id: string
  conversation_number: number
  invitation_id: string | null
  score: number | null
  comment: string | null
  language: Shape['language']
  state: RecoveryState
  owner_id: string | null
  owner_name: string | null
  opened_at: Date
  due_at: Date
  outcome: Shape['outcome']
  outcome_note: string | null
  customer_told_at: Date | null
  customer_told_how: Shape['customerToldHow']
  closed_at: Date | null
  updated_at: Date
  version: number
}

/** A recovery as the contract says it. */
export function toRecovery(row: RecoveryRecord): Shape {
  return {
    id: row.id,
    contact: { id: row.contact_id, name: row.contact_name, isVip: row.contact_is_vip },
    conversationId: row.conversation_id,
    conversationNumber: row.conversation_number,
    score: row.score,
    comment: row.comment,
    language: row.language,
    state: row.state,
    owner: row.owner_id ? { id: row.owner_id, name: row.owner_name ?? '' } : null,
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    outcome: row.outcome,
    outcomeNote: row.outcome_note,
    customerToldAt: row.customer_told_at?.toISOString() ?? null,
    customerToldHow: row.customer_told_how,
    closedAt: row.closed_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  }
}

const recoveryRows = (tx: Tx, by = sql`null`) => sql`
  select r.*, ${by} as by, p.name as contact_name, p.is_vip as contact_is_vip, c.number as conversation_number, m.name as owner_name,
    i.language
  from recoveries r
  join contacts p on p.workspace_id = r.workspace_id and p.id = r.contact_id
  join conversations c on c.workspace_id = r.workspace_id and c.id = r.conversation_id
  left join members m on m.workspace_id = r.workspace_id and m.id = r.owner_id
  left join survey_invitations i on i.workspace_id = r.workspace_id and i.id = r.invitation_id
  where r.workspace_id = ${tx.workspaceId}`

/** What somebody in the archive said is for administrators alone, as the rest of it. */
const atHandFor = (actor: Actor) =>
  seesArchive(actor) ? sql`` : sql`and p.archived_at is null and c.archived_at is null`

export interface RecoveryFilters {
  state?: RecoveryState | 'open' | undefined
  ownerId?: string | undefined
  conversationId?: string | undefined
  updatedSince?: string | undefined
  after?: { at: string; id: string } | undefined
  limit: number
}

/**
 * What orders a list: changes for whoever walks by change, so that what changes meanwhile comes again at the end; else
 * deadlines while they run, closings once they are the past.
 */
function orderOf({ state, updatedSince }: Pick<RecoveryFilters, 'state' | 'updatedSince'>) {
  if (updatedSince) return { column: 'updated_at', descending: false } as const
  return state === 'repaired'
    ? ({ column: 'closed_at', descending: true } as const)
    : ({ column: 'due_at', descending: false } as const)
}

/** The place of a recovery in a list, to the microsecond. */
export const placeOf = (row: RecoveryRecord & { place: string }): [string, string] => [row.place, row.id]

/** Recoveries by deadline, the soonest first; those closed, the last closed first; by change; one more than asked. */
export async function listRecoveries(
  tx: Tx,
  actor: Actor,
  filters: RecoveryFilters,
): Promise<(RecoveryRecord & { place: string })[]> {
  const { state, ownerId, conversationId, updatedSince, after, limit } = filters
  const { column, descending } = orderOf(filters)
  const by = sql.ref(`r.${column}`)
  const way = sql.raw(descending ? 'desc' : 'asc')
  const { rows } = await sql<RecoveryRecord & { place: string }>`
    select x.*, to_char(x.by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from (${recoveryRows(tx, by)}
      ${atHandFor(actor)}
      ${state === 'open' ? sql`and r.state <> 'repaired'` : state ? sql`and r.state = ${state}` : sql``}
      ${ownerId ? sql`and r.owner_id = ${ownerId}` : sql``}
      ${conversationId ? sql`and r.conversation_id = ${conversationId}` : sql``}
      ${updatedSince ? sql`and r.updated_at >= ${updatedSince}::timestamptz` : sql``}
      ${after ? sql`and (${by}, r.id) ${sql.raw(descending ? '<' : '>')} (${momentOf(after.at)}::timestamptz, ${idOf(after.id)}::uuid)` : sql``}
    ) x
    order by x.by ${way}, x.id ${way}
    limit ${limit + 1}`.execute(tx)
  return rows
}

/** How many are open, how many of them are this member's, how many are past their deadline. */
export async function countOpen(tx: Tx, memberId: string | null, now: Date) {
  const { rows } = await sql<{ open: number; mine: number; late: number }>`
    select count(*) as open,
      count(*) filter (where owner_id = ${memberId}) as mine,
      count(*) filter (where due_at < ${now}) as late
    from recoveries
    where workspace_id = ${tx.workspaceId} and state <> 'repaired'`.execute(tx)
  return rows[0]!
}

/** One recovery, as far as `actor` may see it, or for the program itself; `lock` makes those who change it wait for each other. */
export async function recoveryById(
  tx: Tx,
  id: string,
  { lock = false, actor }: { lock?: boolean; actor?: Actor | undefined } = {},
): Promise<RecoveryRecord | undefined> {
  const { rows } = await sql<RecoveryRecord>`
    ${recoveryRows(tx)} and r.id = ${id} ${actor ? atHandFor(actor) : sql``} ${lock ? sql`for update of r` : sql``}`.execute(
    tx,
  )
  return rows[0]
}

/** The recovery that an invitation's answer opened, for writing. */
export async function recoveryOfInvitation(
  tx: Tx,
  invitationId: string,
): Promise<RecoveryRecord | undefined> {
  const { rows } = await sql<RecoveryRecord>`
    ${recoveryRows(tx)} and r.invitation_id = ${invitationId} for update of r`.execute(tx)
  return rows[0]
}

export interface NewRecovery {
  id: string
  contactId: string
  conversationId: string
  invitationId: string
  score: number
  comment: string | null
  ownerId: string | null
  openedAt: Date
  dueAt: Date
}

/** Opens a recovery; false when this invitation already has one. */
export async function insertRecovery(tx: Tx, recovery: NewRecovery): Promise<boolean> {
  const row = await tx
    .insertInto('recoveries')
    .values({
      workspace_id: tx.workspaceId,
      id: recovery.id,
      contact_id: recovery.contactId,
      conversation_id: recovery.conversationId,
      invitation_id: recovery.invitationId,
      score: recovery.score,
      comment: recovery.comment,
      owner_id: recovery.ownerId,
      opened_at: recovery.openedAt,
      due_at: recovery.dueAt,
      updated_at: recovery.openedAt,
    })
    .onConflict(conflict => conflict.columns(['workspace_id', 'invitation_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export interface RecoveryChange {
  state?: RecoveryState
  owner_id?: string | null
  due_at?: Date
  score?: number
  comment?: string | null
  outcome?: Shape['outcome']
  outcome_note?: string | null
  customer_told_at?: Date | null
  customer_told_how?: Shape['customerToldHow']
  closed_at?: Date | null
}

/** Writes the given values of a recovery and its next version. */
export async function changeRecovery(tx: Tx, id: string, change: RecoveryChange, now: Date): Promise<void> {
  await tx
    .updateTable('recoveries')
    .set(eb => ({ ...change, version: eb('version', '+', 1), updated_at: now }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/**
 * Who follows a new recovery: a supervisor of the team, else any supervisor, else an administrator; among equals the one
 * with the fewest open recoveries, then the oldest member. Undefined when the workspace has none of them.
 */
export async function ownerFor(tx: Tx, teamId: string | null): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select m.id
    from members m
    left join team_members t on t.workspace_id = m.workspace_id and t.member_id = m.id and t.team_id = ${teamId}
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role in ('supervisor', 'administrator')
    order by m.role = 'supervisor' desc, t.team_id is not null desc,
      (
        select count(*) from recoveries r
        where r.workspace_id = m.workspace_id and r.owner_id = m.id and r.state <> 'repaired'
      ),
      m.id
    limit 1`.execute(tx)
  return rows[0]?.id
}

/** True for an active member who may follow recoveries. */
export async function canOwn(tx: Tx, memberId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('members')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .where('status', '=', 'active')
    .where('role', 'in', ['administrator', 'supervisor', 'adviser'])
    .executeTakeFirst()
  return row !== undefined
}

/** Open hours given to come back to a customer. */
export async function recoveryHoursOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirst()
  return Workspace.shape.settings.parse(row?.settings ?? {}).recoveryHours
}

/** When the versions of the answer that this recovery already knows of were given. */
export async function knownVersions(tx: Tx, recoveryId: string): Promise<Set<string>> {
  const { rows } = await sql<{ at: string }>`
    select data ->> 'answeredAt' as at
    from events
    where workspace_id = ${tx.workspaceId} and subject_id = ${recoveryId} and type = 'recovery.rescored'`.execute(
    tx,
  )
  return new Set(rows.map(({ at }) => at))
}

/** Open recoveries whose deadline lies ahead and was never moved by a person or a program. */
export async function runningDeadlines(tx: Tx, now: Date): Promise<RecoveryRecord[]> {
  const { rows } = await sql<RecoveryRecord>`
    ${recoveryRows(tx)}
      and r.state <> 'repaired' and r.due_at > ${now}
      and not exists (
        select from events e
        where e.workspace_id = r.workspace_id and e.subject_id = r.id and e.type = 'recovery.updated'
          and e.actor_kind <> 'system' and e.data ? 'dueAt'
      )
    order by r.id
    for update of r`.execute(tx)
  return rows
}

/** Open recoveries that one member follows, for writing. */
export async function openRecoveriesOf(tx: Tx, memberId: string): Promise<RecoveryRecord[]> {
  const { rows } = await sql<RecoveryRecord>`
    ${recoveryRows(tx)} and r.owner_id = ${memberId} and r.state <> 'repaired'
    order by r.due_at, r.id
    for update of r`.execute(tx)
  return rows
}

/** Open recoveries that the last departure of a member gave to somebody, untouched since. */
export async function recoveriesGivenAway(tx: Tx, memberId: string): Promise<RecoveryRecord[]> {
  const { rows } = await sql<RecoveryRecord>`
    ${recoveryRows(tx)} and r.state <> 'repaired' and exists (
      select from (
        select e.id, e.data from events e
        where e.workspace_id = r.workspace_id and e.subject_id = r.id and e.type like 'recovery.%'
        order by e.id desc limit 1
      ) last
      where last.data ->> 'because' = 'departure' and last.data -> 'ownerId' ->> 'before' = ${memberId}
        and last.id > (
          select d.id from events d
          where d.workspace_id = r.workspace_id and d.subject_id = ${memberId} and d.type = 'member.deactivated'
          order by d.id desc limit 1))
    order by r.id
    for update of r`.execute(tx)
  return rows
}

/** The team of the answer that opened a recovery. */
export async function teamOf(tx: Tx, { invitation_id }: RecoveryRecord): Promise<string | null> {
  if (!invitation_id) return null
  const row = await tx
    .selectFrom('survey_invitations')
    .select('team_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', invitation_id)
    .executeTakeFirst()
  return row?.team_id ?? null
}

/** The state a recovery was in when it was last closed; undefined when the log does not say. */
export async function stateBeforeClosing(tx: Tx, recoveryId: string): Promise<RecoveryState | undefined> {
  const { rows } = await sql<{ state: RecoveryState | null }>`
    select data ->> 'stateBefore' as state
    from events
    where workspace_id = ${tx.workspaceId} and subject_id = ${recoveryId} and type = 'recovery.closed'
    order by id desc
    limit 1`.execute(tx)
  return rows[0]?.state ?? undefined
}
