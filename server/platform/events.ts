import { type Kysely, sql } from 'kysely'
import type { DB, Tx } from './db.ts'
import type { EventType } from './event-types.ts'
import type { NewId } from './ids.ts'
import { insertSoon } from './writes.ts'

/** Who did it. A contact acts through a channel; the system by a timer, or by a rule, whose id it then has. */
export interface EventActor {
  kind: 'member' | 'api_key' | 'contact' | 'system'
  id: string | null
}

export const system: EventActor = { kind: 'system', id: null }

export interface NewEvent {
  /** `<subject>.<past participle>`, for example `conversation.closed`. */
  type: EventType
  actor: EventActor
  subject: { kind: string; id: string }
  conversationId?: string
  contactId?: string
  /** Ids and values that are not personal: kept for as long as the figures. */
  data?: Record<string, unknown>
  /** Personal values (before, after): erasure deletes them and keeps the event. */
  details?: Record<string, unknown>
}

export interface StoredEvent {
  id: string
  workspaceId: string
  at: Date
  type: string
  actor: EventActor
  subject: { kind: string; id: string }
  conversationId: string | null
  contactId: string | null
  data: Record<string, unknown>
}

export interface FeedItem extends StoredEvent {
  /** Gapless number of the event in its workspace, given at commit. */
  seq: number
}

/** Writes what happened in the transaction that made it happen; it gets its number when that commits. */
export type RecordEvent = (tx: Tx, event: NewEvent) => Promise<string>

/** The one way to write events. */
export function createRecordEvent(newId: NewId, now: () => Date): RecordEvent {
  return async (tx, event) => {
    const id = newId()
    const at = now()
    const data = JSON.stringify(event.data ?? {})
    const { actor, subject, conversationId = null, contactId = null } = event
    await insertSoon(tx, 'events', {
      workspace_id: tx.workspaceId,
      id,
      at,
      type: event.type,
      actor_kind: actor.kind,
      actor_id: actor.id,
      subject_kind: subject.kind,
      subject_id: subject.id,
      conversation_id: conversationId,
      contact_id: contactId,
      data,
    })
    tx.recorded?.push({
      ...{ id, workspaceId: tx.workspaceId, at, type: event.type, actor, subject, conversationId, contactId },
      data: JSON.parse(data),
    })
    if (event.details)
      await insertSoon(tx, 'event_details', {
        workspace_id: tx.workspaceId,
        event_id: id,
        data: JSON.stringify(event.details),
      })
    return id
  }
}

/** A stretch of a feed: what was found, and up to which number it was looked through. */
export interface FeedStretch {
  events: FeedItem[]
  /** Nothing up to here is missing from `events`; the number asked after when nothing followed it. */
  upTo: number
}

/**
 * Events of one workspace after a number, in order. The ids are named twice, because PostgreSQL opens only the months they
 * lie in when it is given them as a list, and all months when it is given a join.
 */
export async function feedAfter(
  db: Kysely<DB>,
  workspaceId: string,
  after: number,
  limit: number,
): Promise<FeedStretch> {
  const { rows } = await sql<(EventRow | { id: null }) & { seq: number }>`
    with news as materialized (
      select seq, event_id from feed
      where workspace_id = ${workspaceId} and seq > ${after}
      order by seq
      limit ${limit}
    )
    select news.seq, events.*
    from news
    left join events on events.workspace_id = ${workspaceId}
      and events.id = news.event_id
      and events.id = any(array(select event_id from news))
    order by news.seq`.execute(db)
  return {
    // A number without its event: it was erased.
    events: rows.flatMap(row => (row.id === null ? [] : [{ ...toEvent(row), seq: row.seq }])),
    upTo: rows.at(-1)?.seq ?? after,
  }
}

/** The same for the events of one conversation alone, up to a number. */
export async function feedOfConversation(
  db: Kysely<DB>,
  workspaceId: string,
  conversationId: string,
  { after, last, limit }: { after: number; last: number; limit: number },
): Promise<FeedStretch> {
  const { rows } = await sql<EventRow & { seq: number }>`
    select feed.seq, events.*
    from events
    join feed on feed.workspace_id = events.workspace_id and feed.event_id = events.id
    where events.workspace_id = ${workspaceId} and events.conversation_id = ${conversationId}
      and feed.seq > ${after} and feed.seq <= ${last}
    order by feed.seq
    limit ${limit}`.execute(db)
  return {
    events: rows.map(row => ({ ...toEvent(row), seq: row.seq })),
    upTo: rows.length < limit ? Math.max(after, last) : rows.at(-1)!.seq,
  }
}

/** The number of the last event of a workspace; 0 before the first. */
export async function lastSeq(db: Kysely<DB>, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('feed_counters')
    .select('last_seq')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row?.last_seq ?? 0
}

export interface EventRow {
  id: string
  workspace_id: string
  at: Date
  type: string
  actor_kind: EventActor['kind']
  actor_id: string | null
  subject_kind: string
  subject_id: string
  conversation_id: string | null
  contact_id: string | null
  data: object
}

/** A row of the log as the program speaks of it. */
export function toEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    at: row.at,
    type: row.type,
    actor: { kind: row.actor_kind, id: row.actor_id },
    subject: { kind: row.subject_kind, id: row.subject_id },
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    data: row.data as Record<string, unknown>,
  }
}
