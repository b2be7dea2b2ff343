import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { asksFor, type DueDelivery, type Outcome, type WebhookRow } from './queries.ts'

/** An event that a webhook asks for and that was never tried. */
export interface FreshDelivery extends DueDelivery {
  event: StoredEvent
  /** An earlier one of its lane waits for its next try. */
  isHeldUp: boolean
}

export interface News {
  fresh: FreshDelivery[]
  /** Up to which number the feed was looked through. */
  upTo: number
  /** There may be more. */
  hasMore: boolean
}

type NewsRow = [
  ...[id: string, seq: number, at: string, type: string, actorKind: StoredEvent['actor']['kind']],
  ...[actorId: string | null, subjectKind: string, subjectId: string, conversationId: string | null],
  ...[contactId: string | null, data: Record<string, unknown>, isHeldUp: boolean],
]

/**
 * What follows a number in the feed, or the webhook's own where that is further, and is asked for. One row of JSON, which
 * is read four times as fast as a thousand rows. Each event is looked up by itself, whatever the planner believes of the
 * tables: so only the month that it lies in is opened.
 */
export async function newsAfter(
  tx: Tx,
  webhook: WebhookRow,
  { after, limit, giveUpAt }: { after: number; limit: number; giveUpAt: Date },
): Promise<News> {
  const from = Math.max(after, webhook.cursor)
  const { rows } = await sql<{ up_to: number | null; looked: number; found: NewsRow[] | null }>`
    with news as materialized (
      select seq, event_id from feed
      where workspace_id = ${tx.workspaceId} and seq > ${from}
      order by seq limit ${limit}
    ),
    waiting as materialized (
      select distinct lane from webhook_deliveries
      where workspace_id = ${tx.workspaceId} and webhook_id = ${webhook.id} and state = 'waiting'
    ),
    found as (
      select news.seq, json_build_array(e.id, news.seq, e.at, e.type, e.actor_kind, e.actor_id, e.subject_kind, e.subject_id,
        e.conversation_id, e.contact_id, e.data, coalesce(e.conversation_id, e.subject_id) in (select lane from waiting)) as event
      from news
      join webhooks w on w.workspace_id = ${tx.workspaceId} and w.id = ${webhook.id}
      cross join lateral (
        select * from events where workspace_id = ${tx.workspaceId} and id = news.event_id offset 0
      ) e
      where ${asksFor}
    )
    select (select max(seq) from news) as up_to, (select count(*) from news) as looked,
      (select json_agg(event order by seq) from found) as found`.execute(tx)
  const [{ up_to, looked, found }] = rows as [(typeof rows)[0]]
  return {
    fresh: (found ?? []).map(row => toFresh(tx.workspaceId, row, giveUpAt)),
    upTo: up_to ?? from,
    hasMore: looked >= limit,
  }
}

function toFresh(workspaceId: string, row: NewsRow, giveUpAt: Date): FreshDelivery {
  const [
    id,
    seq,
    at,
    type,
    actorKind,
    actorId,
    subjectKind,
    subjectId,
    conversationId,
    contactId,
    data,
    isHeldUp,
  ] = row
  return {
    ...{
      event_id: id,
      seq,
      type,
      lane: conversationId ?? subjectId,
      tries: 0,
      give_up_at: giveUpAt,
      isHeldUp,
    },
    event: {
      ...{ id, workspaceId, type, conversationId, contactId, data },
      at: new Date(at),
      actor: { kind: actorKind, id: actorId },
      subject: { kind: subjectKind, id: subjectId },
    },
  }
}

/** What became of new events, or that they wait for their first try. */
export interface NewsOutcome extends Omit<Outcome, 'attempt'> {
  delivery: DueDelivery
  attempt: Outcome['attempt'] | undefined
}

/**
 * Writes them and the number up to which the feed is done with, one statement for all. Nothing is written for a webhook
 * that is gone or that another node carries: what was posted is then posted again.
 */
export async function writeNews(
  tx: Tx,
  { webhookId, carrier, upTo }: { webhookId: string; carrier: string; upTo: number },
  outcomes: NewsOutcome[],
): Promise<void> {
  await sql`
    with held as (
      update webhooks set cursor = greatest(cursor, ${upTo})
      where workspace_id = ${tx.workspaceId} and id = ${webhookId} and carrier = ${carrier}
      returning workspace_id, id
    )
    insert into webhook_deliveries
      (workspace_id, webhook_id, event_id, seq, type, lane, state, tries, next_attempt_at, give_up_at, finished_at, attempts)
    select held.workspace_id, held.id, o.id, o.seq, o.type, o.lane, o.state, o.tries, o.next, o.give_up, o.finished, o.attempts
    from held, json_to_recordset(${JSON.stringify(outcomes.map(rowOf))}::json) as o (
      id uuid, seq bigint, type text, lane uuid, state text, tries integer, next timestamptz, give_up timestamptz,
      finished timestamptz, attempts jsonb)
    on conflict do nothing`.execute(tx)
}

const rowOf = ({ delivery, attempt, state, nextAttemptAt, finishedAt }: NewsOutcome) => ({
  ...{ id: delivery.event_id, seq: delivery.seq, type: delivery.type, lane: delivery.lane, state },
  tries: attempt ? 1 : 0,
  next: nextAttemptAt,
  give_up: delivery.give_up_at,
  finished: finishedAt,
  attempts: attempt ? [attempt] : [],
})
