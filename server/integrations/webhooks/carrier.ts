import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type FreshDelivery, newsAfter } from './news.ts'
import { bodyOf, objectOf } from './payload.ts'
import type { Post, Posted } from './post.ts'
import { type DueDelivery, dueDeliveries, eventsById, kept, numbersOf, type WebhookRow } from './queries.ts'
import { patienceMs, restsAfter } from './schedule.ts'
import { signerOf } from './signature.ts'
import { type Tried, type WritingDeps, writeDown } from './writing.ts'

export interface CarrierDeps extends WritingDeps {
  ground: Ground
  post: Post
  /** The object of an event as the API shows it now; undefined when it is gone. */
  readObject: ReadObject
}

export type ReadObject = (
  workspaceId: string,
  about: { kind: 'conversation' | 'contact' | 'recovery'; id: string },
  webhook: { id: string; name: string },
) => Promise<object | undefined>

/** Deliveries made in one go of those that wait. */
const batch = 250
/** Numbers of the feed looked through in one go: as many as a quick address takes in a second, fewer for a slow one. */
const fewest = 200
const most = 1000
const quickMs = 400
const slowMs = 1500
/** After so many loads, what has come due meanwhile has its turn. */
const loadsInPass = 40
/** Posts under way at once to one address. */
const atOnce = 8
/** No post begins later than this in a batch: the lease must outlast the last answer. */
const beginMs = 20_000
const leaseMs = 60_000

/** Either deliveries that wait and are due, or what is new in the feed. */
export interface Load {
  webhook: WebhookRow
  due: DueDelivery[]
  events: Map<string, StoredEvent>
  fresh: FreshDelivery[]
  /** Up to which number the feed was looked through; undefined when it was not. */
  upTo: number | undefined
  /** There may be more. */
  hasMore: boolean
}

/** What a pass over the deliveries of a webhook remembers. */
interface Pass {
  /** Failures in a row. */
  failures: number
  /** Lanes that wait for another try: nothing after it may overtake. */
  stuck: Set<string>
  /** Up to which number it has loaded what waits, and what is new. */
  after: number
  upTo: number
  /** Numbers to look through next. */
  size: number
}

/**
 * Carries for one webhook while there is something to carry: takes its lease, so that of several nodes one does; posts the
 * deliveries that are due, then what is new in the feed, each lane in its order; writes what came of them. While one load
 * is posted, what came of the last is written and the next is fetched, in one transaction. What is new has no row before it
 * was tried. Killed anywhere, it posts again what was not written down: at least once. Gives how many tries it made.
 */
export async function carryFor(
  deps: CarrierDeps,
  { workspaceId, id }: { workspaceId: string; id: string },
  isStopping: () => boolean,
): Promise<number> {
  const { ground } = deps
  const carrier = ground.newId()
  let tries = 0
  let size = fewest
  /** Nothing up to this number waits to be written down. */
  let done = 0
  const step = (from: Load | undefined, tried: Tried[], pass: Pass | undefined) =>
    ground.db.inWorkspace(workspaceId, async tx => {
      // Whatever a crash of the database takes back is done again: nobody need wait for its disk.
      const apart = sql`set local synchronous_commit = off`.execute(tx)
      const [, load] = await Promise.all([apart, work(tx)])
      return load

      async function work(tx: Tx) {
        if (from) await writeDown(deps, tx, from, tried, carrier)
        return pass && takeLoad(ground, tx, id, carrier, pass)
      }
    })
  try {
    while (!isStopping()) {
      const pass: Pass = { failures: 0, stuck: new Set(), after: -1, upTo: -1, size }
      let load = await step(undefined, [], pass)
      let hasMore = false
      pass.failures = load?.webhook.failures ?? 0
      let [last, tried]: [Load | undefined, Tried[]] = [undefined, []]
      let didPost = false
      for (let loads = 0; load && !isEmpty(load) && !isStopping(); loads++) {
        pass.after = load.due.at(-1)?.seq ?? pass.after
        pass.upTo = load.upTo ?? pass.upTo
        const start = performance.now()
        const [posted, next]: [Tried[], Load | undefined] = await Promise.all([
          postAll(deps, load, pass),
          step(last, tried, { ...pass }),
        ])
        const ms = performance.now() - start
        if (ms < quickMs) size = Math.min(size * 2, most)
        else if (ms > slowMs) size = Math.max(size / 2, fewest)
        pass.size = size
        tries += posted.length
        didPost ||= posted.length > 0
        ;[last, tried] = [load, posted]
        const isOver = pass.failures >= restsAfter || (load.due.length > 0 && posted.length === 0)
        hasMore = load.hasMore || loads === loadsInPass
        load = isOver || loads === loadsInPass ? undefined : next
      }
      if (last) await step(last, tried, undefined)
      if (load && isEmpty(load)) done = load.upTo ?? done
      if (!hasMore && !didPost) break
    }
  } finally {
    await ground.db.system
      .updateTable('webhooks')
      .set(eb => ({
        carrier: null,
        carried_until: null,
        cursor: eb.fn('greatest', ['cursor', eb.val(done)]),
      }))
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('carrier', '=', carrier)
      .execute()
      .catch(error => ground.log.warn({ error }, 'a webhook is taken up again when its lease ends'))
  }
  return tries
}

/** There is nothing to post and nothing more to look through. */
const isEmpty = ({ due, fresh, hasMore }: Load) => due.length + fresh.length === 0 && !hasMore

/** What to carry next; undefined when another node carries. */
async function takeLoad(
  { clock }: Ground,
  tx: Tx,
  id: string,
  carrier: string,
  { after, upTo, size }: Pass,
): Promise<Load | undefined> {
  const now = clock.now()
  const lease = tx
    .updateTable('webhooks')
    .set({ carrier, carried_until: new Date(now.getTime() + leaseMs) })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where(eb =>
      eb.or([eb('carried_until', 'is', null), eb('carried_until', '<', now), eb('carrier', '=', carrier)]),
    )
    .returningAll()
    .executeTakeFirst()
  // In one message, and in this order.
  const [webhook, waiting] = await Promise.all([lease, dueDeliveries(tx, id, { now, after, limit: batch })])
  if (!webhook) return undefined
  const rests = webhook.state === 'active' && webhook.retry_at !== null && webhook.retry_at > now
  // An address that has just failed often is asked once: its answer says whether the rest may follow.
  const isAsked = webhook.failures >= restsAfter
  const due = rests ? [] : isAsked ? waiting.slice(0, 1) : waiting
  const nothing = { webhook, due, events: new Map(), fresh: [], upTo: undefined, hasMore: false }
  if (due.length === 0) {
    if (rests || webhook.state !== 'active') return nothing
    const giveUpAt = new Date(now.getTime() + patienceMs)
    const news = await newsAfter(tx, webhook, { after: upTo, limit: size, giveUpAt })
    const [first, second] = news.fresh
    if (!isAsked || !first || !second) return { ...nothing, ...news }
    return { ...nothing, fresh: [first], upTo: second.seq - 1, hasMore: true }
  }
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
  return { ...nothing, events }
}

/** Posts what is due: lanes beside each other, the deliveries of a lane one after the other until one fails. */
async function postAll({ ground, post, readObject }: CarrierDeps, load: Load, pass: Pass): Promise<Tried[]> {
  const { webhook, events } = load
  const { clock } = ground
  const sign = signerOf(ground.secrets, kept(webhook), clock.now())
  const place = new URL(webhook.url)
  const tried: Tried[] = []
  const started = performance.now()
  const mayBegin = () =>
    performance.now() - started < beginMs && (pass.failures < restsAfter || tried.length === 0)

  const one = async (delivery: DueDelivery | FreshDelivery): Promise<boolean> => {
    const event = 'event' in delivery ? delivery.event : events.get(delivery.event_id)
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

  for (const { lane, isHeldUp } of load.fresh) if (isHeldUp) pass.stuck.add(lane)
  const all = Map.groupBy([...load.due, ...load.fresh], ({ lane }) => lane)
  const lanes = [...all].filter(([lane]) => !pass.stuck.has(lane))
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
