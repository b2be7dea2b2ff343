import { sql } from 'kysely'
import type { Webhook } from '#contract/integrations.ts'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { bodyOf, objectOf } from './payload.ts'
import type { Post, Posted } from './post.ts'
import {
  type DueDelivery,
  deliverNews,
  dueDeliveries,
  eventsById,
  kept,
  numbersOf,
  type Outcome,
  type WebhookRow,
  webhookFor,
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
const batch = 250
/** Posts under way at once to one address. */
const atOnce = 8
/** No post begins later than this in a batch: the lease must outlast the last answer. */
const beginMs = 20_000
const leaseMs = 60_000

interface Load {
  webhook: WebhookRow
  due: DueDelivery[]
  events: Map<string, StoredEvent>
  /** There is more of the feed to look through. */
  hasMore: boolean
}

interface Tried {
  delivery: DueDelivery
  posted: Posted
}

/** What a pass over the deliveries of a webhook remembers. */
interface Pass {
  /** Failures in a row. */
  failures: number
  /** Lanes that wait for another try: nothing after it may overtake. */
  stuck: Set<string>
  /** Up to which number it has loaded. */
  after: number
}

/**
 * Carries for one webhook while there is something to carry: takes its lease, so that of several nodes one does; makes
 * deliveries of what is new in the feed; posts those that are due, each lane in its order; writes what came of them. While
 * one load is posted, what came of the last is written and the next is fetched, in one transaction. Killed anywhere, it
 * posts again what was not written down: at least once. Gives how many tries it made.
 */
export async function carryFor(
  deps: CarrierDeps,
  { workspaceId, id }: { workspaceId: string; id: string },
  isStopping: () => boolean,
): Promise<number> {
  const { ground } = deps
  const carrier = ground.newId()
  let tries = 0
  const step = (from: Load | undefined, tried: Tried[], pass: Pass | undefined) =>
    ground.db.inWorkspace(workspaceId, async tx => {
      // Whatever a crash of the database takes back is done again: nobody need wait for its disk.
      await sql`set local synchronous_commit = off`.execute(tx)
      if (from) await writeDown(deps, tx, from, tried)
      return pass && takeLoad(ground, tx, id, carrier, pass)
    })
  try {
    while (!isStopping()) {
      const pass: Pass = { failures: 0, stuck: new Set(), after: -1 }
      let load = await step(undefined, [], pass)
      const hasMore = load?.hasMore
      pass.failures = load?.webhook.failures ?? 0
      let [last, tried]: [Load | undefined, Tried[]] = [undefined, []]
      let didPost = false
      while (load && load.due.length > 0 && !isStopping()) {
        const [posted, next]: [Tried[], Load | undefined] = await Promise.all([
          postAll(deps, load, pass),
          step(last, tried, { ...pass, after: load.due.at(-1)!.seq }),
        ])
        tries += posted.length
        didPost ||= posted.length > 0
        ;[last, tried] = [load, posted]
        pass.after = load.due.at(-1)!.seq
        load = pass.failures >= restsAfter || posted.length === 0 ? undefined : next
      }
      if (last) await step(last, tried, undefined)
      if (!hasMore && !didPost) break
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

/** What to carry next; undefined when another node carries. */
async function takeLoad(
  { clock }: Ground,
  tx: Tx,
  id: string,
  carrier: string,
  { after }: Pass,
): Promise<Load | undefined> {
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
  const hasMore = webhook.state === 'active' && (await lookThroughFeed(tx, webhook, now))
  const rests = webhook.state === 'active' && webhook.retry_at !== null && webhook.retry_at > now
  // An address that has just failed often is asked once: its answer says whether the rest may follow.
  const limit = webhook.failures >= restsAfter ? 1 : batch
  const due = rests ? [] : await dueDeliveries(tx, webhook, { now, after, limit })
  const events = await eventsById(
    tx,
    due.map(({ event_id }) => event_id),
  )
  // A test is a delivery before its event has a number.
  const tests = due.filter(({ type }) => type === 'webhook.tested')
  if (tests.length > 0) {
    const ids = tests.map(({ event_id }) => event_id)
    const numbers = await numbersOf(tx, ids)
    for (const test of tests) test.seq = numbers.get(test.event_id) ?? test.seq
  }
  return { webhook, due, events, hasMore }
}

/** Makes deliveries of what is new; true when there may be more. */
async function lookThroughFeed(tx: Tx, webhook: WebhookRow, now: Date): Promise<boolean> {
  const giveUpAt = new Date(now.getTime() + patienceMs)
  const cursor = await deliverNews(tx, webhook, { now, giveUpAt, limit: stretch })
  if (cursor === webhook.cursor) return false
  await tx
    .updateTable('webhooks')
    .set({ cursor })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', webhook.id)
    .execute()
  return cursor >= webhook.cursor + stretch
}

/** Posts what is due: lanes beside each other, the deliveries of a lane one after the other until one fails. */
async function postAll({ ground, post, readObject }: CarrierDeps, load: Load, pass: Pass): Promise<Tried[]> {
  const { webhook, due, events } = load
  const { clock } = ground
  const sign = signerOf(ground.secrets, kept(webhook), clock.now())
  const place = new URL(webhook.url)
  const tried: Tried[] = []
  const started = performance.now()
  const mayBegin = () =>
    performance.now() - started < beginMs && (pass.failures < restsAfter || tried.length === 0)

  const one = async (delivery: DueDelivery): Promise<boolean> => {
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
    pass.failures = posted.isDelivered ? 0 : pass.failures + 1
    tried.push({ delivery, posted })
    return posted.isDelivered
  }

  const lanes = [...Map.groupBy(due, ({ lane }) => lane)].filter(([lane]) => !pass.stuck.has(lane))
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = lanes.shift(); next; next = lanes.shift()) {
        const [lane, deliveries] = next
        for (const delivery of deliveries)
          if (!mayBegin() || !(await one(delivery))) {
            pass.stuck.add(lane)
            break
          }
      }
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

async function writeDown(
  deps: CarrierDeps,
  tx: Tx,
  { webhook: loaded }: Load,
  tried: Tried[],
): Promise<void> {
  const { ground, random } = deps
  const now = ground.clock.now()
  await writeOutcomes(
    tx,
    loaded.id,
    tried.map(({ delivery, posted }) => outcomeOf(delivery, posted, now, random)),
  )
  const asked = tried.filter(({ posted }) => posted.attempt.problem !== 'erased')
  const last = asked.at(-1)?.posted
  if (!last) return
  // Not as it was loaded: the load before may have been written since.
  const webhook = await webhookFor(tx, loaded.id)
  if (webhook.state !== loaded.state) return
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
  delivery: DueDelivery,
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
