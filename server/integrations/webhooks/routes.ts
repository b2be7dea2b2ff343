import { implement } from '@orpc/server'
import { toJSONSchema } from 'zod'
import { contract } from '#contract/index.ts'
import type { Webhook, WebhookDelivery } from '#contract/integrations.ts'
import { askableTypes, webhookPayload } from '#contract/webhook-events.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { lastSeq, toEvent } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { timeOfId } from '#server/platform/ids.ts'
import { decodeCursor, idOf, toPage } from '#server/platform/paging.ts'
import { type InnerNetworks, placeOf } from './place.ts'
import {
  type Attempt,
  deliverPeriod,
  deliveryLog,
  kept,
  shownWebhooks,
  wakeDelivery,
  webhookFor,
} from './queries.ts'
import { patienceMs } from './schedule.ts'
import { newSecret, rotated } from './signature.ts'

/** What is done with a webhook. */
type What =
  | ('created' | 'updated' | 'paused' | 'resumed')
  | ('deleted' | 'secret_rotated' | 'tested' | 'replayed')

const os = implement(contract.integrations).$context<RequestContext>().use(guard)

/** Webhooks of one workspace: a program that goes wrong must not fill the table. */
const most = 50
/** Events that one replay may bring. */
const mostReplayed = 10_000

/** The routes of the contract about webhooks. */
export function webhookRoutes(ground: Ground, isInner?: InnerNetworks) {
  const { clock, newId, recordEvent, secrets } = ground

  const one = async (tx: Tx, id: string): Promise<Webhook> => {
    const [webhook] = await shownWebhooks(tx, clock.now(), id)
    if (!webhook) throw new NotFound('webhook')
    return webhook
  }
  const tell = (tx: Tx, actor: Actor, id: string, what: What, data: Record<string, unknown> = {}) =>
    recordEvent(tx, {
      type: `webhook.${what}`,
      actor: asEventActor(actor),
      subject: { kind: 'webhook', id },
      data,
    })
  const soon = () => ({ now: clock.now(), giveUpAt: new Date(clock.now().getTime() + patienceMs) })

  return os.router({
    listWebhooks: os.listWebhooks.handler(async ({ context: { tx } }) => ({
      items: await shownWebhooks(tx, clock.now()),
    })),

    listWebhookEvents: os.listWebhookEvents.handler(() => ({ items: catalogue() })),

    getWebhook: os.getWebhook.handler(({ input, context: { tx } }) => one(tx, input.id)),

    createWebhook: os.createWebhook.handler(async ({ input, context: { tx, actor } }) => {
      requireSight(actor, input)
      placeOf(input.url, isInner)
      const { count } = await tx
        .selectFrom('webhooks')
        .select(eb => eb.fn.countAll<number>().as('count'))
        .where('workspace_id', '=', tx.workspaceId)
        .executeTakeFirstOrThrow()
      if (count >= most) throw new Refused('webhook.too_many', { most })
      await requireFilters(tx, input)
      const id = newId()
      const secret = newSecret()
      await tx
        .insertInto('webhooks')
        .values({
          workspace_id: tx.workspaceId,
          id,
          ...columnsOf(input),
          name: input.name,
          url: input.url,
          types: input.types,
          secrets: JSON.stringify([{ secret: secrets.seal(secret), until: null }]),
          cursor: await lastSeq(tx, tx.workspaceId),
          created_at: clock.now(),
        })
        .execute()
      const { name, url, types, withObject } = input
      await tell(tx, actor, id, 'created', { name, url: withoutQuery(url), types, withObject })
      return { ...(await one(tx, id)), secret }
    }),

    updateWebhook: os.updateWebhook.handler(async ({ input, context: { tx, actor } }) => {
      const { id, ...change } = input
      const before = await webhookFor(tx, id)
      requireSight(actor, { withObject: change.withObject ?? before.with_object })
      if (change.url !== undefined) placeOf(change.url, isInner)
      await requireFilters(tx, change)
      const columns = columnsOf(change)
      if (Object.keys(columns).length === 0) return one(tx, id)
      await tx
        .updateTable('webhooks')
        .set({
          ...columns,
          // Another address deserves to be tried at once.
          ...(change.url !== undefined &&
            change.url !== before.url && { failures: 0, failing_since: null, retry_at: null }),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .execute()
      await tell(tx, actor, id, 'updated', {
        ...change,
        ...(change.url !== undefined && { url: withoutQuery(change.url) }),
      })
      return one(tx, id)
    }),

    pauseWebhook: os.pauseWebhook.handler(async ({ input, context: { tx, actor } }) => {
      const { state } = await webhookFor(tx, input.id)
      if (state !== 'active') return one(tx, input.id)
      await setState(tx, input.id, { state: 'paused' })
      await tell(tx, actor, input.id, 'paused')
      return one(tx, input.id)
    }),

    resumeWebhook: os.resumeWebhook.handler(async ({ input, context: { tx, actor } }) => {
      const { state, with_object } = await webhookFor(tx, input.id)
      requireSight(actor, { withObject: with_object })
      if (state === 'active') return one(tx, input.id)
      await setState(tx, input.id, {
        state: 'active',
        cursor: await lastSeq(tx, tx.workspaceId),
        failures: 0,
        failing_since: null,
        retry_at: null,
      })
      await tell(tx, actor, input.id, 'resumed', { from: state })
      return one(tx, input.id)
    }),

    deleteWebhook: os.deleteWebhook.handler(async ({ input, context: { tx, actor } }) => {
      const { name } = await webhookFor(tx, input.id)
      await tx
        .deleteFrom('webhooks')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', input.id)
        .execute()
      await tell(tx, actor, input.id, 'deleted', { name })
      return { done: true as const }
    }),

    rotateWebhookSecret: os.rotateWebhookSecret.handler(async ({ input, context: { tx, actor } }) => {
      const before = await webhookFor(tx, input.id)
      const secret = newSecret()
      await setState(tx, input.id, {
        secrets: JSON.stringify(rotated(kept(before), secrets.seal(secret), clock.now())),
      })
      await tell(tx, actor, input.id, 'secret_rotated')
      return { ...(await one(tx, input.id)), secret }
    }),

    testWebhook: os.testWebhook.handler(async ({ input, context: { tx, actor } }) => {
      const { id, cursor } = await webhookFor(tx, input.id)
      const eventId = await tell(tx, actor, id, 'tested')
      const { now, giveUpAt } = soon()
      const values = {
        workspace_id: tx.workspaceId,
        webhook_id: id,
        event_id: eventId,
        seq: cursor,
        type: 'webhook.tested',
        lane: eventId,
        next_attempt_at: now,
        give_up_at: giveUpAt,
      }
      await tx.insertInto('webhook_deliveries').values(values).execute()
      await setState(tx, id, { retry_at: null })
      const [delivery] = await deliveryLog(tx, id, { eventId, limit: 1 })
      return toDelivery(delivery!)
    }),

    listWebhookDeliveries: os.listWebhookDeliveries.handler(async ({ input, context: { tx } }) => {
      await one(tx, input.id)
      const [last] = input.cursor ? decodeCursor(input.cursor, 1).map(idOf) : []
      const rows = await deliveryLog(tx, input.id, {
        state: input.state,
        conversationId: input.conversation,
        before: last,
        limit: input.limit + 1,
      })
      return toPage(rows, input.limit, row => [row.event_id], toDelivery)
    }),

    replayWebhook: os.replayWebhook.handler(async ({ input, context: { tx, actor } }) => {
      const { id, deliveryId, from, to, onlyMissed } = input
      const webhook = await webhookFor(tx, id)
      requireSight(actor, { withObject: webhook.with_object })
      if (webhook.state !== 'active') throw new Refused('webhook.not_active')
      let count = 1
      if (deliveryId !== undefined) {
        if (!(await wakeDelivery(tx, id, deliveryId, soon()))) throw new NotFound('delivery')
      } else {
        if (from === undefined) throw new Invalid('webhook.replay_what')
        const until = to ?? clock.now().toISOString()
        if (new Date(from) >= new Date(until)) throw new Invalid('webhook.replay_reversed')
        const period = { from, to: until, onlyMissed, limit: mostReplayed + 1, ...soon() }
        count = await deliverPeriod(tx, webhook, period)
        if (count > mostReplayed) throw new Invalid('webhook.replay_too_many', { most: mostReplayed })
      }
      await setState(tx, id, { retry_at: null })
      await tell(tx, actor, id, 'replayed', { deliveryId, from, to, onlyMissed, count })
      return { count }
    }),
  })
}

/** A key gets by a webhook nothing that its scopes keep from it. */
function requireSight({ scopes }: Actor, { withObject }: { withObject: boolean }): void {
  const needed = [
    'events:read',
    ...(withObject ? ['conversations:read', 'contacts:read', 'loops:read'] : []),
  ] as const
  const missing = scopes && needed.find(scope => !scopes.includes(scope as never))
  if (missing) throw new Forbidden('request.scope_needed', { scope: missing })
}

async function requireFilters(
  tx: Tx,
  { teamIds = [], channelIds = [] }: { teamIds?: string[] | undefined; channelIds?: string[] | undefined },
): Promise<void> {
  for (const [table, ids, kind] of [
    ['teams', teamIds, 'team'],
    ['channels', channelIds, 'channel'],
  ] as const) {
    const wanted = [...new Set(ids)]
    if (wanted.length === 0) continue
    const rows = await tx
      .selectFrom(table)
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', 'in', wanted)
      .execute()
    if (rows.length < wanted.length) throw new NotFound(kind)
  }
}

function columnsOf(given: {
  name?: string | undefined
  url?: string | undefined
  types?: string[] | undefined
  teamIds?: string[] | undefined
  channelIds?: string[] | undefined
  tags?: string[] | undefined
  withObject?: boolean | undefined
}) {
  return {
    ...(given.name !== undefined && { name: given.name }),
    ...(given.url !== undefined && { url: given.url }),
    ...(given.types !== undefined && { types: [...new Set(given.types)] }),
    ...(given.teamIds !== undefined && { team_ids: [...new Set(given.teamIds)] }),
    ...(given.channelIds !== undefined && { channel_ids: [...new Set(given.channelIds)] }),
    ...(given.tags !== undefined && { tags: [...new Set(given.tags)] }),
    ...(given.withObject !== undefined && { with_object: given.withObject }),
  }
}

async function setState(tx: Tx, id: string, values: object): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set(values)
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** What follows the question mark is often a password. */
const withoutQuery = (url: string) => url.replace(/[?#].*$/, '')

type Logged = Awaited<ReturnType<typeof deliveryLog>>[number]

function toDelivery({ event, ...row }: Logged): WebhookDelivery {
  const known = event && toEvent(event)
  return {
    id: row.event_id,
    // Written through the contract, which knows the types.
    type: row.type as WebhookDelivery['type'],
    at: (known?.at ?? new Date(timeOfId(row.event_id))).toISOString(),
    seq: row.seq,
    subject: known?.subject ?? { kind: 'event', id: row.event_id },
    conversationId: known?.conversationId ?? null,
    state: row.state,
    nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    attempts: row.attempts as unknown as Attempt[],
  }
}

const catalogue = () =>
  askableTypes.map(type => ({
    type,
    schema: toJSONSchema(webhookPayload(type), { unrepresentable: 'any' }) as Record<string, unknown>,
  }))
