import type { Webhook } from '#contract/integrations.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Load } from './carrier.ts'
import { type NewsOutcome, writeNews } from './news.ts'
import type { Posted } from './post.ts'
import {
  type DueDelivery,
  noteSuccess,
  type Outcome,
  type WebhookRow,
  webhookFor,
  writeOutcomes,
} from './queries.ts'
import { nextTry, patienceMs, restUntil } from './schedule.ts'

export interface WritingDeps {
  ground: Ground
  /** Tells the administrators that a webhook was disabled. */
  onDisabled: (tx: Tx, webhook: Pick<Webhook, 'id' | 'name' | 'url'>, problem: string) => Promise<void>
  random: () => number
}

export interface Tried {
  delivery: DueDelivery
  posted: Posted
}

/** Writes what came of the tries of a load, and what it says of the webhook. */
export async function writeDown(
  deps: WritingDeps,
  tx: Tx,
  load: Load,
  tried: Tried[],
  carrier: string,
): Promise<void> {
  const now = deps.ground.clock.now()
  const outcomes = new Map(
    tried.map(({ delivery, posted }) => [delivery.event_id, outcomeOf(delivery, posted, now, deps.random)]),
  )
  const { webhook, upTo, fresh } = load
  const asked = tried.filter(({ posted }) => posted.attempt.problem !== 'erased')
  const last = asked.at(-1)?.posted
  // One message to the database for all that follows.
  await Promise.all([
    upTo === undefined
      ? writeOutcomes(tx, webhook.id, [...outcomes.values()])
      : writeNews(
          tx,
          { webhookId: webhook.id, carrier, upTo },
          fresh.map(delivery => ({
            delivery,
            ...(outcomes.get(delivery.event_id) ?? untried(delivery, now)),
          })),
        ),
    last &&
      (isWell(webhook, asked)
        ? noteSuccess(tx, webhook.id, new Date(last.attempt.at), now)
        : noteTries(deps, tx, webhook, asked, last, now)),
  ])
}

/** Nothing failed, and nothing had: then there is nothing to count. */
const isWell = ({ failures, failing_since, retry_at }: WebhookRow, asked: Tried[]) =>
  failures === 0 && !failing_since && !retry_at && asked.every(({ posted }) => posted.isDelivered)

const untried = ({ event_id }: DueDelivery, now: Date): Omit<NewsOutcome, 'delivery'> => ({
  ...{ eventId: event_id, attempt: undefined, state: 'waiting', nextAttemptAt: now, finishedAt: null },
})

/** Counts failures, gives the address rest, or disables it. */
async function noteTries(
  deps: WritingDeps,
  tx: Tx,
  loaded: WebhookRow,
  asked: Tried[],
  last: Posted,
  now: Date,
): Promise<void> {
  const { ground, random } = deps
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
