import type { Webhook } from '#contract/integrations.ts'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { bodyOf, objectOf } from './payload.ts'
import type { Post, Posted } from './post.ts'
import {
  type DeliveryRow,
  deliverNews,
  dueDeliveries,
  eventsById,
  kept,
  type Outcome,
  seqOf,
  type WebhookRow,
  writeOutcomes,
} from './queries.ts'
import { nextTry, patienceMs, restsAfter, restUntil } from './schedule.ts'
import { signerOf } from './signature.ts'

export interface CarrierDeps {
  ground: Ground
  post: Post
  /** The object of an event as the API shows it now; undefined when it is gone. */
  readObject: ReadObject
  /** Tells the administrators that a webhook was disabled. */
  onDisabled: (tx: Tx, webhook: Pick<Webhook, 'id' | 'name' | 'url'>, problem: string) => Promise<void>
  random: () => number
}

export type ReadObject = (
  workspaceId: string,
  about: { kind: 'conversation' | 'contact' | 'recovery'; id: string },
  webhook: { id: string; name: string },
) => Promise<object | undefined>

/** Numbers of the feed looked through, and deliveries made, in one go. */
const stretch = 1000
const batch = 200
/** Posts under way at once to one address. */
const atOnce = 8
/** No post begins later than this in a batch: the lease must outlast the last answer. */
const beginMs = 20_000
const leaseMs = 60_000

interface Load {
  webhook: WebhookRow
  due: DeliveryRow[]
  events: Map<string, StoredEvent>
}

/**
 * Carries for one webhook while there is something to carry: takes its lease, so that of several nodes one does; makes
 * deliveries of what is new in the feed; posts those that are due, each lane in its order; writes what came of them. Killed
 * anywhere, it posts again what was not written down: at least once. Gives how many tries it made.
 */
export async function carryFor(
  deps: CarrierDeps,
  { workspaceId, id }: { workspaceId: string; id: string },
  isStopping: () => boolean,
): Promise<number> {
  const { ground } = deps
  const carrier = ground.newId()
  let tries = 0
  try {
    while (!isStopping()) {
      const load = await ground.db.inWorkspace(workspaceId, tx => takeLoad(ground, tx, id, carrier))
      if (!load || load === 'nothing') break
      if (load === 'looked') continue
      const posted = await postAll(deps, load)
      tries += posted.length
      await ground.db.inWorkspace(workspaceId, tx => writeDown(deps, tx, load, posted))
    }
  } finally {
    await ground.db.system
      .updateTable('webhooks')
      .set({ carrier: null, carried_until: null })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('carrier', '=', carrier)
      .execute()
      .catch(error => ground.log.warn({ error }, 'a webhook is taken up again when its lease ends'))
  }
  return tries
}

/** What to carry now. `looked`: the feed was looked through, and there is more of it. */
async function takeLoad(
  { clock }: Ground,
  tx: Tx,
  id: string,
  carrier: string,
): Promise<Load | 'looked' | 'nothing' | undefined> {
  const now = clock.now()
  const webhook = await tx
    .updateTable('webhooks')
    .set({ carrier, carried_until: new Date(now.getTime() + leaseMs) })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where(eb =>
      eb.or([eb('carried_until', 'is', null), eb('carried_until', '<', now), eb('carrier', '=', carrier)]),
    )
    .returningAll()
    .executeTakeFirst()
  if (!webhook) return undefined
  let hasLooked = false
  if (webhook.state === 'active') {
    const giveUpAt = new Date(now.getTime() + patienceMs)
    const cursor = await deliverNews(tx, webhook, { now, giveUpAt, limit: stretch })
    hasLooked = cursor >= webhook.cursor + stretch
    if (cursor > webhook.cursor)
      await tx
        .updateTable('webhooks')
        .set({ cursor })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .execute()
  }
  const rests = webhook.state === 'active' && webhook.retry_at !== null && webhook.retry_at > now
  // An address that has just failed often is asked once: its answer says whether the rest may follow.
  const limit = webhook.failures >= restsAfter ? 1 : batch
  const due = rests ? [] : await dueDeliveries(tx, webhook, now, limit)
  if (due.length === 0) return hasLooked ? 'looked' : 'nothing'
  const events = await eventsById(
    tx,
    due.map(({ event_id }) => event_id),
  )
  // It was made before its event had a number.
  for (const delivery of due)
    if (delivery.type === 'webhook.tested')
      delivery.seq = (await seqOf(tx, delivery.event_id)) ?? delivery.seq
  return { webhook, due, events }
}

interface Tried {
  delivery: DeliveryRow
  posted: Posted
}

/** Posts what is due: lanes beside each other, the deliveries of a lane one after the other until one fails. */
async function postAll({ ground, post, readObject }: CarrierDeps, load: Load): Promise<Tried[]> {
  const { webhook, due, events } = load
  const { clock } = ground
  const sign = signerOf(ground.secrets, kept(webhook), clock.now())
  const place = new URL(webhook.url)
  const tried: Tried[] = []
  const started = performance.now()
  let failures = webhook.failures
  const mayBegin = () =>
    performance.now() - started < beginMs && (failures < restsAfter || tried.length === 0)

  const one = async (delivery: DeliveryRow): Promise<boolean> => {
    const event = events.get(delivery.event_id)
    if (!event) {
      tried.push({ delivery, posted: erased(clock.now()) })
      return true // its lane goes on without it
    }
    const about = webhook.with_object ? objectOf(event) : undefined
    const object = about && ((await readObject(webhook.workspace_id, about, webhook)) ?? null)
    const at = clock.now()
    const body = bodyOf(event, delivery.seq, object)
    const posted = await post(place, sign(event.id, at, body), body, at)
    failures = posted.isDelivered ? 0 : failures + 1
    tried.push({ delivery, posted })
    return posted.isDelivered
  }

  const lanes = [...Map.groupBy(due, ({ lane }) => lane).values()]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let lane = lanes.shift(); lane; lane = lanes.shift())
        for (const delivery of lane) if (!mayBegin() || !(await one(delivery))) break
    }),
  )
  return tried
}

/** An event that was erased since: there is nothing to tell any more. */
const erased = (at: Date): Posted => ({
  attempt: { at: at.toISOString(), status: null, ms: 0, problem: 'erased', answer: '' },
  isDelivered: false,
  isGone: false,
})

async function writeDown(deps: CarrierDeps, tx: Tx, { webhook }: Load, tried: Tried[]): Promise<void> {
  const { ground, random } = deps
  const now = ground.clock.now()
  await writeOutcomes(
    tx,
    webhook.id,
    tried.map(({ delivery, posted }) => outcomeOf(delivery, posted, now, random)),
  )
  const asked = tried.filter(({ posted }) => posted.attempt.problem !== 'erased')
  const last = asked.at(-1)?.posted
  if (!last) return
  // Tries end in the order they are listed: what followed the last success counts.
  const lastSuccess = asked.findLastIndex(({ posted }) => posted.isDelivered)
  const failures = lastSuccess < 0 ? webhook.failures + asked.length : asked.length - 1 - lastSuccess
  const failingSince = failures === 0 ? null : lastSuccess < 0 ? (webhook.failing_since ?? now) : now
  const problem = last.isDelivered ? null : last.attempt.problem
  const isHopeless =
    problem !== null &&
    failingSince !== null &&
    (last.isGone || now.getTime() - failingSince.getTime() >= patienceMs)
  const { numUpdatedRows } = await tx
    .updateTable('webhooks')
    .set({
      failures,
      failing_since: failingSince,
      retry_at: last.isDelivered ? null : restUntil(failures, now, random, last.retryAfter),
      last_attempt_at: new Date(last.attempt.at),
      ...(lastSuccess >= 0 && { last_success_at: now }),
      ...(problem && { last_problem: problem }),
      ...(isHopeless && { state: 'disabled' as const }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', webhook.id)
    .where('state', '=', webhook.state)
    .executeTakeFirst()
  if (!isHopeless || webhook.state !== 'active' || numUpdatedRows === 0n) return
  await ground.recordEvent(tx, {
    type: 'webhook.disabled',
    actor: system,
    subject: { kind: 'webhook', id: webhook.id },
    data: { problem, failingSince: failingSince?.toISOString() },
  })
  await deps.onDisabled(tx, webhook, problem)
}

function outcomeOf(
  delivery: DeliveryRow,
  { attempt, isDelivered }: Posted,
  now: Date,
  random: () => number,
): Outcome {
  const about = { eventId: delivery.event_id, attempt }
  if (isDelivered) return { ...about, state: 'delivered', nextAttemptAt: now, finishedAt: now }
  const next =
    attempt.problem === 'erased' || delivery.type === 'webhook.tested'
      ? undefined
      : nextTry(delivery.tries + 1, now, delivery.give_up_at, random)
  return next
    ? { ...about, state: 'waiting', nextAttemptAt: next, finishedAt: null }
    : { ...about, state: 'failed', nextAttemptAt: now, finishedAt: now }
}
