import { type Kysely, type Selectable, sql } from 'kysely'
import type { Webhook, WebhookDelivery } from '#contract/integrations.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { type EventRow, type StoredEvent, toEvent } from '#server/platform/events.ts'
import type { WebhookDeliveries, Webhooks } from '#server/platform/schema.ts'
import { type KeptSecret, stillSigning } from './signature.ts'

export type WebhookRow = Selectable<Webhooks>
export type DeliveryRow = Selectable<WebhookDeliveries>
/** What of a delivery is needed to make it. */
export type DueDelivery = Pick<DeliveryRow, 'event_id' | 'seq' | 'type' | 'lane' | 'tries' | 'give_up_at'>
export type Attempt = WebhookDelivery['attempts'][number]

/** The one door to a webhook. */
export async function webhookFor(tx: Tx, id: string): Promise<WebhookRow> {
  const row = await tx
    .selectFrom('webhooks')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound('webhook')
  return row
}

/** Of the feed that a webhook is behind, so much is looked through to say how many wait. */
const mostCounted = 1000

/** Webhooks by name, or one of them, with what waits for each. */
export async function shownWebhooks(tx: Tx, now: Date, id?: string): Promise<Webhook[]> {
  const { rows } = await sql<WebhookRow & { waiting: number }>`
    select w.*, (
      select count(*) from webhook_deliveries d
      where d.workspace_id = w.workspace_id and d.webhook_id = w.id and d.state = 'waiting'
    ) + (
      -- What was never tried: an address at rest is told nothing new.
      select count(*)
      from (
        select f.event_id from feed f
        where w.state = 'active' and f.workspace_id = w.workspace_id and f.seq > w.cursor
        order by f.seq limit ${mostCounted}
      ) news
      join events e on e.workspace_id = w.workspace_id and e.id = news.event_id
      where ${asksFor}
    ) as waiting
    from webhooks w
    where w.workspace_id = ${tx.workspaceId} and ${id === undefined ? sql`true` : sql`w.id = ${id}`}
    order by lower(w.name), w.id`.execute(tx)
  return rows.map(row => shown(row, now))
}

function shown(row: WebhookRow & { waiting: number }, now: Date): Webhook {
  const old = stillSigning(kept(row), now).flatMap(({ until }) => until ?? [])
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    // Written through the contract, which knows the types.
    types: row.types as Webhook['types'],
    teamIds: row.team_ids,
    channelIds: row.channel_ids,
    tags: row.tags,
    withObject: row.with_object,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
    failingSince: row.failing_since?.toISOString() ?? null,
    lastProblem: row.last_problem,
    retryAt: row.retry_at?.toISOString() ?? null,
    waiting: row.waiting,
    oldSecretUntil: old.sort().at(-1) ?? null,
  }
}

/** The sealed secrets of a webhook, the newest first. */
export const kept = (row: Pick<WebhookRow, 'secrets'>): KeptSecret[] => row.secrets as unknown as KeptSecret[]

/**
 * Which events `e` a webhook `w` is told: those of its types, about conversations that its filters let pass, and what a rule
 * says to it by name.
 */
export const asksFor = sql`(e.type = 'rule.called' and e.data ->> 'webhookId' = w.id::text or e.type = any (w.types)
  and (w.team_ids = '{}' or exists (
    select from conversations c where c.workspace_id = e.workspace_id and c.id = e.conversation_id
      and c.team_id = any (w.team_ids)))
  and (w.channel_ids = '{}' or exists (
    select from conversations c where c.workspace_id = e.workspace_id and c.id = e.conversation_id
      and c.channel_id = any (w.channel_ids)))
  and (w.tags = '{}' or exists (
    select from conversations c where c.workspace_id = e.workspace_id and c.id = e.conversation_id
      and c.tags && w.tags)))`

/** Makes deliveries of all that happened in a period, or wakes those that were made; gives how many. */
export async function deliverPeriod(
  tx: Tx,
  webhook: WebhookRow,
  {
    from,
    to,
    onlyMissed,
    now,
    giveUpAt,
    limit,
  }: { from: string; to: string; onlyMissed: boolean; now: Date; giveUpAt: Date; limit: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with chosen as materialized (
      select e.id, e.workspace_id, e.type, coalesce(e.conversation_id, e.subject_id) as lane
      from events e
      join webhooks w on w.workspace_id = e.workspace_id and w.id = ${webhook.id}
      where e.workspace_id = ${tx.workspaceId}
        and e.id >= first_id_at(${from}::timestamptz) and e.id < first_id_at(${to}::timestamptz)
        and ${asksFor}
        and (${!onlyMissed} or not exists (
          select from webhook_deliveries d where d.workspace_id = e.workspace_id
            and d.webhook_id = ${webhook.id} and d.event_id = e.id and d.state <> 'failed'))
      order by e.id limit ${limit}
    ),
    made as (
      insert into webhook_deliveries
        (workspace_id, webhook_id, event_id, seq, type, lane, next_attempt_at, give_up_at)
      select chosen.workspace_id, ${webhook.id}::uuid, chosen.id, feed.seq, chosen.type, chosen.lane,
        ${now}::timestamptz, ${giveUpAt}::timestamptz
      from chosen
      join feed on feed.workspace_id = ${tx.workspaceId} and feed.event_id = chosen.id
        -- What follows the cursor comes by itself.
        and feed.seq <= ${webhook.cursor}
      on conflict (workspace_id, webhook_id, event_id) do update
      set state = 'waiting', tries = 0, next_attempt_at = excluded.next_attempt_at,
        give_up_at = excluded.give_up_at, finished_at = null
      returning 1
    )
    select count(*) as count from made`.execute(tx)
  return rows[0]!.count
}

/** Wakes one delivery; false when there is none. */
export async function wakeDelivery(
  tx: Tx,
  webhookId: string,
  eventId: string,
  { now, giveUpAt }: { now: Date; giveUpAt: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', tries: 0, next_attempt_at: now, give_up_at: giveUpAt, finished_at: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Of `d`: it is its turn, and none before it in its lane waits for another try. */
const isDue = (now: Date) => sql`
  d.state = 'waiting' and d.next_attempt_at <= ${now} and not exists (
    select from webhook_deliveries e
    where e.workspace_id = d.workspace_id and e.webhook_id = d.webhook_id and e.lane = d.lane
      and e.state = 'waiting' and e.seq < d.seq and e.next_attempt_at > ${now})`

/**
 * Deliveries that are due, in their order: none whose lane has an earlier one that waits for its next try. Of a webhook that
 * is not told at present, only tests.
 */
export async function dueDeliveries(
  tx: Tx,
  webhookId: string,
  { now, after, limit }: { now: Date; after: number; limit: number },
): Promise<DueDelivery[]> {
  const { rows } = await sql<DueDelivery>`
    select d.event_id, d.seq, d.type, d.lane, d.tries, d.give_up_at
    from webhook_deliveries d
    join webhooks w on w.workspace_id = d.workspace_id and w.id = d.webhook_id
    where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and d.seq > ${after}
      and ${isDue(now)} and (w.state = 'active' or d.type = 'webhook.tested')
    order by d.seq limit ${limit}`.execute(tx)
  return rows
}

/** Events by id. */
export async function eventsById(tx: Tx, ids: string[]): Promise<Map<string, StoredEvent>> {
  const { rows } = await sql<EventRow>`
    select * from events where workspace_id = ${tx.workspaceId} and id = any (${ids}::uuid[])`.execute(tx)
  return new Map(rows.map(row => [row.id, toEvent(row)]))
}

/** The numbers of events in the feed. */
export async function numbersOf(tx: Tx, ids: string[]): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('feed')
    .select(['event_id', 'seq'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('event_id', 'in', ids)
    .execute()
  return new Map(rows.map(row => [row.event_id, row.seq]))
}

export interface Outcome {
  eventId: string
  attempt: Attempt
  state: DeliveryRow['state']
  nextAttemptAt: Date
  finishedAt: Date | null
}

/** Writes what became of some deliveries, one statement for all of them. A delivery keeps its last twenty tries. */
export async function writeOutcomes(tx: Tx, webhookId: string, outcomes: Outcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await sql`
    update webhook_deliveries d
    set state = o.state, tries = d.tries + 1, next_attempt_at = o.next, finished_at = o.finished,
      attempts = jsonb_path_query_array(jsonb_build_array(o.attempt) || d.attempts, '$[0 to 19]')
    from json_to_recordset(${JSON.stringify(
      outcomes.map(({ eventId, attempt, state, nextAttemptAt, finishedAt }) => ({
        id: eventId,
        attempt,
        state,
        next: nextAttemptAt,
        finished: finishedAt,
      })),
    )}::json) as o (id uuid, attempt jsonb, state text, next timestamptz, finished timestamptz)
    where d.workspace_id = ${tx.workspaceId} and d.webhook_id = ${webhookId} and d.event_id = o.id`.execute(
    tx,
  )
}

/** Writes when a webhook was last asked, and answered well. */
export async function noteSuccess(tx: Tx, id: string, askedAt: Date, now: Date): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ last_attempt_at: askedAt, last_success_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Webhooks of all workspaces that have something to send now and that no node carries for. */
export async function webhooksWithWork(
  db: Kysely<DB>,
  now: Date,
): Promise<{ workspaceId: string; id: string }[]> {
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select w.workspace_id, w.id
    from webhooks w
    left join feed_counters c on c.workspace_id = w.workspace_id
    where (w.carried_until is null or w.carried_until < ${now})
      and (w.retry_at is null or w.retry_at <= ${now} or w.state <> 'active')
      and ((w.state = 'active' and w.cursor < c.last_seq) or exists (
        select from webhook_deliveries d
        where d.workspace_id = w.workspace_id and d.webhook_id = w.id and ${isDue(now)}
          and (w.state = 'active' or d.type = 'webhook.tested')))
    limit 500`.execute(db)
  return rows.map(({ workspace_id, id }) => ({ workspaceId: workspace_id, id }))
}

/** A page of the log of a webhook, the latest event first. */
export async function deliveryLog(
  tx: Tx,
  webhookId: string,
  {
    state,
    conversationId,
    eventId,
    before,
    limit,
  }: {
    state?: DeliveryRow['state'] | undefined
    conversationId?: string | undefined
    eventId?: string
    /** The id of the last event of the page before. */
    before?: string | undefined
    limit: number
  },
): Promise<(DeliveryRow & { event: EventRow | null })[]> {
  const rows = await tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .$if(state !== undefined, query => query.where('state', '=', state!))
    .$if(conversationId !== undefined, query => query.where('lane', '=', conversationId!))
    .$if(eventId !== undefined, query => query.where('event_id', '=', eventId!))
    .$if(before !== undefined, query => query.where('event_id', '<', before!))
    .orderBy('event_id', 'desc')
    .limit(limit)
    .execute()
  if (rows.length === 0) return []
  const { rows: events } = await sql<EventRow>`
    select * from events
    where workspace_id = ${tx.workspaceId} and id = any (${rows.map(row => row.event_id)}::uuid[])`.execute(
    tx,
  )
  const byId = new Map(events.map(event => [event.id, event]))
  return rows.map(row => ({ ...row, event: byId.get(row.event_id) ?? null }))
}

/** Forgets what was sent, or given up, of events before a moment; gives how many. */
export async function forgetDeliveries(db: Kysely<DB>, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from webhook_deliveries d using webhooks w
    where d.workspace_id = w.workspace_id and d.webhook_id = w.id
      and d.event_id < first_id_at(${before}::timestamptz) and d.state <> 'waiting'`.execute(db)
  return Number(numAffectedRows)
}
