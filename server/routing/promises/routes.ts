import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { PromiseConditions, SlaPolicy } from '#contract/promises.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { wilson } from '#server/platform/statistics.ts'
import { asksForSegments, isFor } from './choosing.ts'
import type { Counting, PromiseDeps } from './index.ts'
import { keptSince, lockPolicy, pastAnswers, policyRows, savePolicy } from './queries.ts'

const os = implement(contract.promises).$context<RequestContext>().use(guard)

/** More than these nobody keeps in mind, and each request would be asked about all of them. */
const mostPolicies = 50
const monthMs = 30 * 86_400_000
const mostTried = 5000
/** Fewer answers say too little of a promise. */
const fewestMeasured = 50

/** Routes of time promises. */
export function promiseRoutes(
  { recordEvent, newId, clock }: Ground,
  segments: PromiseDeps['segments'],
  countingOf: Counting,
) {
  /** Writes a policy whose channels, reasons, teams and calendar are of this workspace. */
  async function write(tx: Tx, policy: SlaPolicy): Promise<SlaPolicy> {
    await countingOf(tx, policy.calendarId)
    await requireOwn(tx, policy.conditions)
    await segments.requireAll(tx, policy.conditions.segments)
    const given = [policy.onWarning.teamId, policy.onBreach.teamId].filter(id => id !== null)
    await requireOwn(tx, { channels: [], reasons: [], teams: given })
    await savePolicy(tx, policy)
    return policy
  }

  return os.router({
    listSlaPolicies: os.listSlaPolicies.handler(async ({ context: { tx } }) => ({
      items: await policyRows(tx),
    })),

    createSlaPolicy: os.createSlaPolicy.handler(async ({ input, context: { tx, actor } }) => {
      const known = await policyRows(tx)
      if (known.length >= mostPolicies) throw new Refused('sla_policy.too_many', { most: mostPolicies })
      const policy = await write(tx, {
        ...input,
        id: newId(),
        position: Math.max(-1, ...known.map(({ position }) => position)) + 1,
        version: 1,
        updatedAt: clock.now().toISOString(),
      })
      await recordEvent(tx, {
        type: 'sla_policy.created',
        actor: asEventActor(actor),
        subject: { kind: 'sla_policy', id: policy.id },
        data: { name: policy.name, after: policy },
      })
      return policy
    }),

    updateSlaPolicy: os.updateSlaPolicy.handler(async ({ input, context: { tx, actor } }) => {
      const before = await lockPolicy(tx, input.id)
      const policy = await write(tx, {
        ...before,
        name: input.name ?? before.name,
        enabled: input.enabled ?? before.enabled,
        position: input.position ?? before.position,
        conditions: input.conditions ?? before.conditions,
        first: input.first ?? before.first,
        next: input.next === undefined ? before.next : input.next,
        resolution: input.resolution === undefined ? before.resolution : input.resolution,
        pausesOnHold: input.pausesOnHold ?? before.pausesOnHold,
        warnPercent: input.warnPercent ?? before.warnPercent,
        onWarning: input.onWarning ?? before.onWarning,
        onBreach: input.onBreach ?? before.onBreach,
        calendarId: input.calendarId === undefined ? before.calendarId : input.calendarId,
        version: before.version + 1,
        updatedAt: clock.now().toISOString(),
      })
      await recordEvent(tx, {
        type: 'sla_policy.updated',
        actor: asEventActor(actor),
        subject: { kind: 'sla_policy', id: policy.id },
        data: { name: policy.name, before, after: policy },
      })
      return policy
    }),

    deleteSlaPolicy: os.deleteSlaPolicy.handler(async ({ input, context: { tx, actor } }) => {
      const policy = await lockPolicy(tx, input.id)
      await tx
        .deleteFrom('sla_policies')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', policy.id)
        .execute()
      await recordEvent(tx, {
        type: 'sla_policy.deleted',
        actor: asEventActor(actor),
        subject: { kind: 'sla_policy', id: policy.id },
        data: { name: policy.name, before: policy },
      })
      return { done: true as const }
    }),

    promisesKept: os.promisesKept.handler(async ({ context: { tx } }) => {
      const now = clock.now()
      const kept = await keptSince(tx, new Date(now.getTime() - monthMs), now)
      return {
        items: kept.map(({ policyId, asked, kept }) => {
          const interval = asked >= fewestMeasured ? wilson(kept, asked) : undefined
          return { policyId, asked, share: interval ? { value: kept / asked, ...interval } : null }
        }),
      }
    }),

    trySlaPolicy: os.trySlaPolicy.handler(async ({ input, context: { tx } }) => {
      const now = clock.now()
      const dueOf = await countingOf(tx, input.calendarId)
      const past = await pastAnswers(tx, new Date(now.getTime() - monthMs), mostTried)
      const standingOf = asksForSegments(input.conditions)
        ? await segments.standingOf(
            tx,
            past.map(({ facts }) => facts.contactId),
          )
        : () => ({})
      const tried = past
        .filter(
          ({ facts }) => isFor(input.conditions, { ...facts, ...standingOf(facts.contactId) }) === 'yes',
        )
        .map(({ openedAt, answeredAt }) => ({ answeredAt, dueAt: dueOf(input.first, openedAt) }))
        // What nobody answered yet is broken once it is due, and says nothing before.
        .filter(({ answeredAt, dueAt }) => answeredAt !== null || dueAt < now)
      return {
        asked: tried.length,
        kept: tried.filter(({ answeredAt, dueAt }) => answeredAt !== null && answeredAt <= dueAt).length,
        isPartial: past.length === mostTried,
      }
    }),
  })
}

async function requireOwn(
  tx: Tx,
  { channels, reasons, teams }: Pick<PromiseConditions, 'channels' | 'reasons' | 'teams'>,
): Promise<void> {
  const asked = [
    ['channels', 'channel', channels],
    ['reasons', 'reason', reasons],
    ['teams', 'team', teams],
  ] as const
  for (const [table, kind, ids] of asked) {
    const wanted = new Set(ids)
    if (wanted.size === 0) continue
    const found = await tx
      .selectFrom(table)
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', 'in', [...wanted])
      .execute()
    if (found.length !== wanted.size) throw new NotFound(kind)
  }
}
