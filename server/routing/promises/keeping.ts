import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Standing as SegmentStanding } from '#server/segments/index.ts'
import { type ReadyPolicy, rulingOver } from './choosing.ts'
import { type Clock, clocksOf, movedAmong, pressing } from './clocks.ts'
import { type Request, requestsOf, saveClocks } from './facts.ts'
import { policyNames } from './queries.ts'

/** What a workspace promises, ready to be asked. */
export interface Loaded {
  policies: ReadyPolicy[]
  own: ReadyPolicy
}

/** How some people stand with the segments of customers, where one of the policies asks for it. */
export type StandingAsked = (
  tx: Tx,
  policies: readonly ReadyPolicy[],
  contactIds: readonly string[],
) => Promise<(contactId: string) => Partial<SegmentStanding>>

const batch = 200
/** What changes together is looked at once. */
const gatherMs = 20

/**
 * Keeps the clocks of every workspace right. A conversation says itself that it changed, in the transaction that changed
 * it; whoever comes first looks at it again, holding it, and the others leave it to them.
 */
export function createKeeping(
  ground: Ground,
  load: (tx: Tx) => Promise<Loaded>,
  standingAsked: StandingAsked,
) {
  const rung = new Set<string>()
  let underWay: Promise<void> | undefined
  let isStarted = false

  const standing = ({ policies, own }: Loaded, request: Request) =>
    clocksOf(
      request.standing,
      request.clocks,
      rulingOver(policies, own, request.facts),
      ground.clock.now(),
      ground.newId,
    )

  /** Some requests, with the segments of whoever made them where a promise asks for them. */
  async function requestsIn(tx: Tx, { policies }: Loaded, ids: readonly string[]): Promise<Request[]> {
    const requests = await requestsOf(tx, ids)
    const contactIds = requests.map(({ contactId }) => contactId)
    const standingOf = await standingAsked(tx, policies, contactIds)
    return requests.map(request => ({
      ...request,
      facts: { ...request.facts, ...standingOf(request.contactId) },
    }))
  }

  /** Looks again at what changed in a workspace; gives how many conversations that was. */
  async function keepBatch(tx: Tx): Promise<number> {
    const { rows } = await sql<{ id: string }>`
      select c.id from conversations c
      where c.workspace_id = ${tx.workspaceId} and c.clocks_stale
      order by c.id limit ${batch} for update skip locked`.execute(tx)
    if (rows.length === 0) return 0
    const loaded = await load(tx)
    const requests = await requestsIn(
      tx,
      loaded,
      rows.map(({ id }) => id),
    )
    const changed: { conversationId: string; clock: Clock }[] = []
    const seen: object[] = []
    for (const request of requests) {
      const clocks = standing(loaded, request)
      changed.push(...clocks.map(clock => ({ conversationId: request.id, clock })))
      seen.push({ id: request.id, ...columnsOf(clocks, ground.clock.now()) })
      for (const { from, clock } of movedAmong(request.clocks, clocks))
        await ground.recordEvent(tx, {
          type: 'conversation.promise_moved',
          actor: system,
          subject: { kind: 'conversation', id: request.id },
          conversationId: request.id,
          contactId: request.contactId,
          data: {
            ...{ kind: clock.kind, fromDueAt: from.toISOString(), dueAt: clock.dueAt!.toISOString() },
            ...{ policyId: clock.policyId, assigneeId: request.assigneeId, teamId: request.teamId },
          },
        })
    }
    await saveClocks(tx, changed)
    // What is no request at all has no clock, and is not looked at again: it would be in the way of the others for ever.
    const known = new Set(requests.map(({ id }) => id))
    for (const { id } of rows) if (!known.has(id)) seen.push({ id, ...columnsOf([], ground.clock.now()) })
    await sql`
      update conversations c set clocks_stale = false, due_at = coalesce(r.due_at, '9999-12-31 00:00:00+00'),
        warn_at = r.warn_at, due_kind = r.due_kind, due_state = r.due_state
      from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb)
        as r (id uuid, due_at timestamptz, warn_at timestamptz, due_kind text, due_state text)
      where c.workspace_id = ${tx.workspaceId} and c.id = r.id`.execute(tx)
    return rows.length
  }

  async function keep(workspaceId: string): Promise<void> {
    while ((await ground.db.inWorkspace(workspaceId, keepBatch)) === batch);
  }

  /** Looks again at what changed anywhere: what a node that died left behind too. */
  async function keepAll(): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      select w.id from workspaces w
      where exists (select from conversations c where c.workspace_id = w.id and c.clocks_stale)`.execute(
      ground.db.system,
    )
    for (const { id } of rows) await keep(id)
  }

  async function work(): Promise<void> {
    await pause(gatherMs)
    for (const id of rung) {
      rung.delete(id)
      await keep(id).catch(error => ground.log.error({ error, workspaceId: id }, 'clocks were not kept'))
    }
  }

  function ring(): void {
    underWay ??= work().finally(() => {
      underWay = undefined
      if (rung.size > 0) ring()
    })
  }

  ground.db.onCommit((workspaceId, events) => {
    if (!isStarted || workspaceId === undefined) return
    if (events && !events.some(event => event.conversationId !== null || event.type.startsWith('contact.')))
      return
    rung.add(workspaceId)
    ring()
  })

  return {
    /** The clocks of some conversations as they stand at this instant; nothing is written. */
    async standing(
      tx: Tx,
      ids: readonly string[],
    ): Promise<Map<string, (Clock & { policyName: string | null })[]>> {
      const loaded = await load(tx)
      const requests = await requestsIn(tx, loaded, ids)
      const names = await policyNames(tx)
      return new Map(
        requests.map(request => [
          request.id,
          shownOf(request, standing(loaded, request)).map(clock => ({
            ...clock,
            policyName: (clock.policyId && names.get(clock.policyId)) ?? null,
          })),
        ]),
      )
    },
    keepAll,
    /** Looks again at what changed in a workspace. */
    keep,
    start() {
      isStarted = true
      // What nobody looked at while this stood still, or since the demonstration was made.
      underWay = keepAll()
        .catch(error => ground.log.error({ error }, 'clocks were not kept'))
        .finally(() => {
          underWay = undefined
          if (rung.size > 0) ring()
        })
    },
    async stop() {
      isStarted = false
      rung.clear()
      await underWay
    },
    /** Resolves when what was rung for is looked at. */
    async settle() {
      while (underWay) await underWay
    },
  }
}

/** What the row of a conversation says of its most pressing clock. */
function columnsOf(clocks: readonly Clock[], now: Date) {
  const clock = pressing(clocks)
  if (!clock) return { due_at: null, warn_at: null, due_kind: null, due_state: null }
  const isLate = clock.breachedAt !== null && clock.dueAt! <= now
  return {
    due_at: clock.dueAt,
    warn_at: clock.warnAt,
    due_kind: clock.kind,
    due_state: isLate ? 'late' : clock.warnedAt && clock.warnAt! <= now ? 'soon' : null,
  }
}

/** Those of the present episode, with those that ended before. */
function shownOf({ standing, clocks: kept }: Request, clocks: readonly Clock[]): Clock[] {
  const known = new Set(clocks.map(({ id }) => id))
  return [...kept.filter(({ id }) => !known.has(id)), ...clocks]
    .filter(({ episodeId }) => episodeId === standing.episodeId)
    .sort((one, other) => +one.startedAt - +other.startedAt || (one.kind < other.kind ? -1 : 1))
}
