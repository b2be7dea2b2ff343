import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { View } from '#contract/conversations.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { decodeCursor } from '#server/platform/paging.ts'
import { visibleTo } from './access.ts'
import type { RowRecord } from './rows.ts'
import { inView, viewOrder } from './views.ts'

export interface ListFilters {
  view: View
  cursor?: string | undefined
  limit: number
  status?: string | string[] | undefined
  contact?: string | undefined
  company?: string | undefined
  assignee?: string | undefined
  team?: string | undefined
  channel?: string | undefined
  tag?: string | undefined
  reason?: string | undefined
  priority?: string | undefined
  updatedSince?: string | undefined
  order?: 'newest' | 'oldest' | undefined
  /** Only these conversations: what a search found. */
  among?: string[] | undefined
}

/** Ids of one page first, by the view's narrow index; names and marks are joined to those rows only. */
export async function listRows(tx: Tx, actor: Actor, filters: ListFilters): Promise<RowRecord[]> {
  const { column, descending } = listOrder(filters)
  const direction = descending ? 'desc' : 'asc'
  let ids = tx
    .selectFrom('conversations')
    .select('conversations.id')
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where(inView(filters.view, actor))
    .where(visibleTo(actor))
    .orderBy(`conversations.${column}`, direction)
    .orderBy('conversations.id', direction)
    .limit(filters.limit + 1)
  if (filters.cursor) {
    const [at, id] = decodeCursor(filters.cursor, 2)
    const row = sql`(${sql.ref(`conversations.${column}`)}, conversations.id)`
    ids = ids.where(sql<SqlBool>`${row} ${sql.raw(descending ? '<' : '>')} (${at}::timestamptz, ${id}::uuid)`)
  }
  const status = filters.status === undefined ? [] : [filters.status].flat()
  if (status.length > 0) ids = ids.where('status', 'in', status as RowRecord['status'][])
  if (filters.contact) ids = ids.where('contact_id', '=', filters.contact)
  if (filters.company)
    ids = ids.where('contact_id', 'in', eb =>
      eb
        .selectFrom('contacts')
        .select('contacts.id')
        .where('contacts.workspace_id', '=', tx.workspaceId)
        .where('contacts.company_id', '=', filters.company!),
    )
  if (filters.assignee) ids = ids.where('assignee_id', '=', filters.assignee)
  if (filters.team) ids = ids.where('team_id', '=', filters.team)
  if (filters.channel) ids = ids.where('channel_kind', '=', filters.channel)
  if (filters.tag) ids = ids.where(sql<SqlBool>`${filters.tag} = any (tags)`)
  if (filters.reason) ids = ids.where('reason_id', '=', filters.reason)
  if (filters.priority) ids = ids.where('priority', '=', filters.priority as RowRecord['priority'])
  if (filters.updatedSince) ids = ids.where('updated_at', '>', new Date(filters.updatedSince))
  if (filters.among) ids = ids.where(sql<SqlBool>`conversations.id = any (${filters.among}::uuid[])`)

  const { rows } = await sql<RowRecord>`
    with page as materialized (${ids})
    ${rowColumns(tx, actor)}
    from page join conversations c on c.workspace_id = ${tx.workspaceId} and c.id = page.id
    ${rowJoins(tx, actor)}
    order by ${sql.ref(`c.${column}`)} ${sql.raw(direction)}, c.id ${sql.raw(direction)}`.execute(tx)
  return rows
}

/** The rows of known conversations, unordered; visibility was checked by the caller. */
export async function rowsByIds(tx: Tx, actor: Actor, ids: string[]): Promise<RowRecord[]> {
  const { rows } = await sql<RowRecord>`
    ${rowColumns(tx, actor)}
    from conversations c ${rowJoins(tx, actor)}
    where c.workspace_id = ${tx.workspaceId} and c.id = any (${ids}::uuid[])`.execute(tx)
  return rows
}

/** updatedSince walks by change, so that a program that polls never misses a row. */
export function listOrder({
  view,
  order,
  updatedSince,
}: Pick<ListFilters, 'view' | 'order' | 'updatedSince'>) {
  return updatedSince ? ({ column: 'updated_at', descending: false } as const) : viewOrder(view, order)
}

function rowColumns(tx: Tx, actor: Actor): RawBuilder<unknown> {
  return sql`
    select c.id, c.number, c.subject, c.status, c.is_spam, c.channel_kind, c.channel_id, c.language,
      c.contact_id, p.name as contact_name, p.is_vip as contact_is_vip,
      c.assignee_id, m.name as assignee_name, c.team_id, t.name as team_name,
      c.priority, c.reason_id, c.tags, c.preview, c.last_direction, c.last_message_at, c.last_message_id,
      c.waiting_since, c.snoozed_until, c.message_count, c.version, c.created_at, c.updated_at, c.closed_at,
      r.last_read_message_id,
      exists (
        select from drafts d
        where d.workspace_id = ${tx.workspaceId} and d.member_id = ${actor.memberId ?? actor.id} and d.conversation_id = c.id
      ) as has_draft`
}

function rowJoins(tx: Tx, actor: Actor): RawBuilder<unknown> {
  return sql`
    join contacts p on p.workspace_id = ${tx.workspaceId} and p.id = c.contact_id
    left join members m on m.workspace_id = ${tx.workspaceId} and m.id = c.assignee_id
    left join teams t on t.workspace_id = ${tx.workspaceId} and t.id = c.team_id
    left join readings r on r.workspace_id = ${tx.workspaceId} and r.conversation_id = c.id
      and r.member_id = ${actor.memberId ?? actor.id}`
}

/** Exact to 99, then "99+": counting stops at the hundredth row. */
export async function countView(tx: Tx, actor: Actor, view: View): Promise<number> {
  const hundred = tx
    .selectFrom('conversations')
    .select('conversations.id')
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where(inView(view, actor))
    .where(visibleTo(actor))
    .limit(100)
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from (${hundred}) as hundred`.execute(tx)
  return rows[0]!.count
}
