import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Days } from './period.ts'

export interface Created extends Days {
  timeZone: string
  channel?: string | undefined
  /** A reason, or a family for all of its reasons; `none` for conversations without one. */
  reason?: string | undefined
}

/** A count of one day: of a channel, or of a reason. The row without a day holds the whole period. */
export interface CreatedRow {
  day: string | null
  kind: 'channel' | 'reason' | 'all'
  channel: string | null
  reason_id: string | null
  count: number
  spam: number
  joined: number
}

/** Counts conversations created each day of a place, by channel and by reason. */
export async function createdEachDay(tx: Tx, asked: Created): Promise<CreatedRow[]> {
  const { rows } = await createdStatement(tx, asked).execute(tx)
  return rows
}

/**
 * Each day is one stretch of `conversations_by_creation`, which holds all that is counted: no row is asked for its date. A
 * day begins at its first midnight, where the end of summer time makes it come twice.
 */
export function createdStatement(tx: Tx, { from, to, timeZone, channel, reason }: Created) {
  return sql<CreatedRow>`
    with midnights as (
      select midnight::date as day, midnight at time zone ${timeZone} as at
      from generate_series(${from}::date::timestamp, ${to}::date::timestamp + interval '1 day', interval '1 day') midnight
    ),
    first_midnights as (
      select day,
        case when ((at - interval '1 hour') at time zone ${timeZone})::date = day then at - interval '1 hour' else at end as at
      from midnights
    ),
    days as (
      select day, at as starts, lead(at) over (order by day) as ends
      from first_midnights
    ),
    created as (
      select days.day, of_day.*
      from days
      cross join lateral (
        select c.channel_kind, c.reason_id,
          count(*) filter (where not c.is_spam and c.joined_into is null) as count,
          count(*) filter (where c.is_spam) as spam,
          count(*) filter (where not c.is_spam and c.joined_into is not null) as joined
        from conversations c
        where c.workspace_id = ${tx.workspaceId}
          and c.created_at >= days.starts
          and c.created_at < days.ends
          ${channel === undefined ? sql`` : sql`and c.channel_kind = ${channel}`}
          ${reason === undefined ? sql`` : sql`and ${ofReason(tx, reason)}`}
        group by c.channel_kind, c.reason_id
      ) of_day
    )
    select day::text,
      case grouping(channel_kind, reason_id) when 1 then 'channel' when 2 then 'reason' else 'all' end as kind,
      channel_kind as channel, reason_id,
      coalesce(sum(count), 0) as count, coalesce(sum(spam), 0) as spam, coalesce(sum(joined), 0) as joined
    from created
    group by grouping sets ((day, channel_kind), (day, reason_id), ())`
}

const ofReason = (tx: Tx, reason: string) =>
  reason === 'none'
    ? sql`c.reason_id is null`
    : sql`c.reason_id in (
        select id from reasons where workspace_id = ${tx.workspaceId} and (id = ${reason} or parent_id = ${reason}))`

export interface CreatedConversation {
  id: string
  /** Its creation, to the microsecond. */
  at: string
  number: number
  subject: string
  language: 'fr' | 'en' | null
  channel: string
  reason_id: string | null
  contact_id: string
  contact_name: string
}

/** The conversations that the counts are made of, newest first; one more than asked when there are others. */
export async function createdConversations(
  tx: Tx,
  { from, to, timeZone, channel, reason }: Created,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
): Promise<CreatedConversation[]> {
  const { rows } = await sql<CreatedConversation>`
    select c.id, to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
      c.number, c.subject, c.language, c.channel_kind as channel, c.reason_id, p.id as contact_id, p.name as contact_name
    from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    where c.workspace_id = ${tx.workspaceId} and not c.is_spam and c.joined_into is null
      -- These let the index find the days; the next line says which they are.
      and c.created_at >= ((${from}::date - 1)::timestamp at time zone ${timeZone})
      and c.created_at < ((${to}::date + 2)::timestamp at time zone ${timeZone})
      and (c.created_at at time zone ${timeZone})::date between ${from}::date and ${to}::date
      ${channel === undefined ? sql`` : sql`and c.channel_kind = ${channel}`}
      ${reason === undefined ? sql`` : sql`and ${ofReason(tx, reason)}`}
      ${after ? sql`and (c.created_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
    order by c.created_at desc, c.id desc
    limit ${limit + 1}`.execute(tx)
  return rows
}

/** Every reason that a conversation may have, those put away included. */
export async function allReasons(tx: Tx) {
  return tx
    .selectFrom('reasons')
    .select(['id', 'parent_id', 'label_fr', 'label_en', 'value'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('position')
    .orderBy('label_fr')
    .execute()
}
