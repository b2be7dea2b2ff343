import { type RawBuilder, sql } from 'kysely'
import type { View } from '#contract/conversations.ts'
import { type Actor, seesEverything } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { decodeCursor, idOf, momentOf } from '#server/platform/paging.ts'
import { isMoment, promisedFacts } from './promised.ts'
import type { RowRecord } from './rows.ts'
import { inView, type ListOrder, seen, teamsOf, viewOrder } from './views.ts'

export interface Filters {
  view: View
  status?: string | string[] | undefined
  contact?: string | undefined
  company?: string | undefined
  assignee?: string | undefined
  team?: string | undefined
  channel?: string | undefined
  tag?: string | undefined
  reason?: string | undefined
  priority?: string | undefined
  complaint?: string | undefined
  complaintDue?: string | undefined
  language?: string | undefined
  /** The customer waits since before then. */
  waitingBefore?: Date | undefined
  updatedSince?: string | undefined
}

export interface ListQuestion extends Filters {
  cursor?: string | undefined
  limit: number
  order?: ListOrder | undefined
}

/** A row with its place in the list, to the microsecond: a cursor cut to milliseconds would skip rows, or give them twice. */
export type PlacedRow = RowRecord & { place: string }

/** The rows of one page first, by the view's narrow index; names and marks are joined to those only. */
export async function listRows(tx: Tx, actor: Actor, question: ListQuestion): Promise<PlacedRow[]> {
  const { column, descending } = listOrder(question)
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const key = sql.ref(`c.${column}`)
  const conditions = conditionsOf(tx, actor, question)
  if (question.cursor) {
    const [at, id] = decodeCursor(question.cursor, 2) as [string, string]
    conditions.push(
      sql`(${key}, c.id) ${sql.raw(descending ? '<' : '>')} (${momentOf(at)}::timestamptz, ${idOf(id)}::uuid)`,
    )
  }
  const { rows } = await sql<PlacedRow>`
    select ${rowColumns(tx, actor)},
      to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from (${page(tx, actor, question, { conditions, key, direction })}) c
    ${rowJoins(tx, actor)}
    order by ${key} ${direction}, c.id ${direction}`.execute(tx)
  return rows
}

interface PageParts {
  conditions: RawBuilder<unknown>[]
  key: RawBuilder<unknown>
  direction: RawBuilder<unknown>
}

/** One walk along the index of a view; along that of each team where several are asked for, since none orders them all. */
function page(tx: Tx, actor: Actor, question: ListQuestion, { conditions, key, direction }: PageParts) {
  const teams = teamsOf(question.view, actor, question.team)
  const ordered = sql`order by ${key} ${direction}, c.id ${direction} limit ${sql.lit(question.limit + 1)}`
  const walk = (team: RawBuilder<unknown>) => sql`
    select c.*
    from conversations c
    where c.workspace_id = ${tx.workspaceId} and ${team} and ${sql.join(conditions, sql` and `)}
    ${ordered}`
  if (teams === undefined) return walk(sql`true`)
  if (teams.length === 1) return walk(sql`c.team_id = ${teams[0]!}`)
  // The limit says how many teams there are: taken for ten, no plan that is kept seems good enough.
  return sql`
    select c.*
    from (select unnest(${teams}::uuid[]) as id limit ${sql.lit(teams.length)}) as team
    cross join lateral (${walk(sql`c.team_id = team.id`)}) c
    ${ordered}`
}

/** What the filters of a list ask of conversations `c`, with what the person may see of them. Teams are apart. */
function conditionsOf(tx: Tx, actor: Actor, filters: Filters): RawBuilder<unknown>[] {
  const { updatedSince } = filters
  const conditions = [
    // A program that follows changes also hears of what was joined into another.
    updatedSince && filters.view === 'all' ? sql`true` : inView(tx, filters.view, actor),
    seen(tx, actor),
  ]
  const status = filters.status === undefined ? [] : [filters.status].flat()
  if (status.length > 0) conditions.push(sql`c.status = any (${status}::text[])`)
  if (filters.contact) conditions.push(sql`c.contact_id = ${shownCard(tx, filters.contact)}`)
  if (filters.company)
    conditions.push(sql`c.contact_id = any (array(
      select p.id from contacts p
      where p.workspace_id = ${tx.workspaceId} and p.company_id = ${filters.company}))`)
  if (filters.assignee) conditions.push(sql`c.assignee_id = ${filters.assignee}`)
  if (filters.channel) conditions.push(sql`c.channel_kind = ${filters.channel}`)
  if (filters.tag) conditions.push(sql`${filters.tag} = any (c.tags)`)
  if (filters.reason) conditions.push(sql`c.reason_id = ${filters.reason}`)
  if (filters.priority) conditions.push(sql`c.priority = ${filters.priority}`)
  if (filters.complaint) conditions.push(sql`c.complaint = ${filters.complaint}`)
  if (filters.complaintDue) conditions.push(sql`c.complaint_due_state = ${filters.complaintDue}`)
  if (filters.language) conditions.push(sql`c.language = ${filters.language}`)
  if (filters.waitingBefore) conditions.push(sql`c.waiting_since <= ${filters.waitingBefore}::timestamptz`)
  // The moment itself too: something else may have changed in it since it was last asked for.
  if (updatedSince) conditions.push(sql`c.updated_at >= ${updatedSince}::timestamptz`)
  return conditions
}

/** The card that shows a contact now: its own, unless it was merged into another. */
const shownCard = (tx: Tx, id: string) => sql`(
  with recursive up (id, merged_into) as (
    select id, merged_into from contacts where workspace_id = ${tx.workspaceId} and id = ${id}
    union all
    select p.id, p.merged_into from up
    join contacts p on p.workspace_id = ${tx.workspaceId} and p.id = up.merged_into
  )
  select id from up where merged_into is null)`

const teamCondition = (teams: string[] | undefined) =>
  teams === undefined ? sql`true` : sql`c.team_id = any (${teams}::uuid[])`

/** Of these conversations, those that the filters let through; unordered. */
export async function rowsAmong(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  ids: string[],
): Promise<Map<string, RowRecord>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<RowRecord>`
    select ${rowColumns(tx, actor)}
    from conversations c ${rowJoins(tx, actor)}
    where c.workspace_id = ${tx.workspaceId} and c.id = any (${ids}::uuid[])
      and ${teamCondition(teamsOf(filters.view, actor, filters.team))}
      and ${sql.join(conditionsOf(tx, actor, filters), sql` and `)}`.execute(tx)
  return new Map(rows.map(row => [row.id, row]))
}

/** Of these conversations, those that someone may see, whatever view they are in. */
export async function rowsOf(tx: Tx, actor: Actor, ids: string[]): Promise<Map<string, RowRecord>> {
  const { rows } = await sql<RowRecord>`
    select ${rowColumns(tx, actor)}
    from conversations c ${rowJoins(tx, actor)}
    where c.workspace_id = ${tx.workspaceId} and c.id = any (${ids}::uuid[])
      and ${teamCondition(teamsOf('all', actor))} and ${seen(tx, actor)}`.execute(tx)
  return new Map(rows.map(row => [row.id, row]))
}

/** The conversation with this number, when the filters let it through. */
export async function idOfNumber(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  number: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.number = ${number}
      and ${teamCondition(teamsOf(filters.view, actor, filters.team))}
      and ${sql.join(conditionsOf(tx, actor, filters), sql` and `)}`.execute(tx)
  return rows[0]?.id
}

/** The conversations that the filters let through, where they are at most so many and an index tells; else undefined. */
export async function fewConversations(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  most: number,
): Promise<string[] | undefined> {
  const isNarrow = filters.contact || actor.role === 'collaborator' || narrow.has(filters.view)
  if (!isNarrow) return undefined
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
    where c.workspace_id = ${tx.workspaceId} and ${teamCondition(teamsOf(filters.view, actor, filters.team))}
      and ${sql.join(conditionsOf(tx, actor, filters), sql` and `)}
    limit ${sql.lit(most + 1)}`.execute(tx)
  return rows.length > most ? undefined : rows.map(row => row.id)
}

const narrow: ReadonlySet<View> = new Set(['mine', 'mentions', 'drafts', 'scheduled', 'snoozed'])

/** updatedSince walks by change, so that a program that polls never misses a row. */
export function listOrder({
  view,
  order,
  updatedSince,
}: Pick<ListQuestion, 'view' | 'order' | 'updatedSince'>) {
  return updatedSince ? ({ column: 'updated_at', descending: false } as const) : viewOrder(view, order)
}

/** What one line shows of a conversation `c`, for rowJoins. */
export function rowColumns(tx: Tx, actor: Actor): RawBuilder<unknown> {
  return sql`
    c.id, c.number, c.subject, c.status, c.is_spam, c.channel_kind, c.channel_id, c.language,
    c.contact_id, p.name as contact_name, p.is_vip as contact_is_vip,
    p.erased_at as contact_erased_at, c.emptied_at,
    c.assignee_id, m.name as assignee_name, c.team_id, t.name as team_name,
    c.priority, c.reason_id, c.complaint, c.needs_person or exists (
      select from reasons x where x.workspace_id = c.workspace_id and x.id = c.reason_id and x.is_complex
    ) as needs_person, ${isMoment} as is_moment, c.tags, c.preview, c.last_direction, c.last_message_at, c.last_message_id,
    c.waiting_since, c.snoozed_until, c.message_count, c.version, c.created_at, c.updated_at, c.closed_at,
    r.last_read_message_id,
    exists (
      select from drafts d
      where d.workspace_id = ${tx.workspaceId} and d.member_id = ${actor.memberId ?? actor.id} and d.conversation_id = c.id
    ) as has_draft,
    c.scheduled_at, case when c.scheduled_at is null then false else exists (
      select from scheduled_replies s
      where s.workspace_id = c.workspace_id and s.conversation_id = c.id and reply_held_because(s) is not null
    ) end as is_held,
    c.due_at, c.due_kind, c.warn_at, c.clocks_stale,
    c.complaint_due_at, c.complaint_due_kind, c.complaint_due_state,
    case when c.clocks_stale then ${promisedFacts} end as promised`
}

/** Who and what the line of a conversation `c` names. */
export function rowJoins(tx: Tx, actor: Actor): RawBuilder<unknown> {
  return sql`
    join contacts p on p.workspace_id = ${tx.workspaceId} and p.id = c.contact_id
    left join members m on m.workspace_id = ${tx.workspaceId} and m.id = c.assignee_id
    left join teams t on t.workspace_id = ${tx.workspaceId} and t.id = c.team_id
    left join readings r on r.workspace_id = ${tx.workspaceId} and r.conversation_id = c.id
      and r.member_id = ${actor.memberId ?? actor.id}`
}

/** How many each view holds, exact to 99: counting stops at the hundredth row. All in one question. */
export async function countViews<Name extends View>(
  tx: Tx,
  actor: Actor,
  views: readonly Name[],
): Promise<Record<Name, number>> {
  const counts = views.map(view => {
    const teams = teamCondition(teamsOf(view, actor))
    return sql`(
      select count(*) from (
        select from conversations c
        where c.workspace_id = ${tx.workspaceId} and ${teams} and ${inView(tx, view, actor)} and ${seen(tx, actor)}
        limit 100
      ) as hundred
    ) as ${sql.ref(view)}`
  })
  const { rows } = await sql<Record<Name, number>>`select ${sql.join(counts)}`.execute(tx)
  return rows[0]!
}

/** How many conversations the filters let through: counting stops at the hundredth. */
export async function countRows(tx: Tx, actor: Actor, filters: Filters): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from conversations c
      where c.workspace_id = ${tx.workspaceId} and ${teamCondition(teamsOf(filters.view, actor, filters.team))}
        and ${sql.join(conditionsOf(tx, actor, filters), sql` and `)}
      limit 100
    ) as hundred`.execute(tx)
  return rows[0]!.count
}

/** True for who sees every conversation of the workspace without asking more. */
export const isUnfiltered = (actor: Actor, { view, ...filters }: Filters): boolean =>
  seesEverything(actor) && view === 'all' && Object.values(filters).every(value => value === undefined)
