import type { z } from 'zod'
import type { BulkAct } from '#contract/bulk-acts.ts'
import type { Actor } from '#server/platform/actor.ts'
import { attempt } from '#server/platform/attempt.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, type Refused } from '#server/platform/errors.ts'
import { conversationToChange } from '../access.ts'
import type { RequireAgreed } from '../changes.ts'
import type { ClosingDeps } from '../closure.ts'
import { actOn } from './acting.ts'
import { type RevertDeps, revert, type Snapshot, snapshotOf } from './reverting.ts'

export interface Result {
  id: string
  outcome: 'done' | 'unchanged' | 'refused'
  refusal?: Refused
}

interface Done {
  id: string
  before: Snapshot
  after: Snapshot
}

/** Nobody takes back what is older. */
const keptMs = 86_400_000

/** Does one act to many conversations: each by its own rules, those refused left as they were. */
export async function actOnMany(
  deps: RevertDeps & ClosingDeps & { requireAgreed: RequireAgreed },
  tx: Tx,
  actor: Actor,
  {
    ids,
    act,
    expected,
  }: { ids: string[]; act: z.infer<typeof BulkAct>; expected?: Record<string, string | null> | undefined },
): Promise<{ id: string | null; results: Result[] }> {
  const { ground } = deps
  const done: Done[] = []
  const results = await oneByOne(tx, ids, async id => {
    const before = snapshotOf(await conversationToChange(tx, actor, id))
    await actOn(deps, tx, actor, id, act, expected?.[id])
    if (act.kind === 'assign' && act.memberId) await deps.requireAgreed(tx, act.memberId, id)
    // Whoever gives it to another team may see it no longer.
    const after = snapshotOf(await rowOf(tx, id))
    if (JSON.stringify(before) === JSON.stringify(after)) return 'unchanged'
    done.push({ id, before, after })
    return 'done'
  })
  if (done.length === 0) return { id: null, results }
  const now = ground.clock.now()
  const id = ground.newId()
  await tx
    .deleteFrom('bulk_acts')
    .where('workspace_id', '=', tx.workspaceId)
    .where('at', '<', new Date(now.getTime() - keptMs))
    .execute()
  await tx
    .insertInto('bulk_acts')
    .values({
      workspace_id: tx.workspaceId,
      id,
      actor_id: actor.memberId ?? actor.id,
      at: now,
      items: JSON.stringify(done),
    })
    .execute()
  return { id, results }
}

/**
 * Takes back what one act did, wherever nobody changed the same since; once. What was refused may be asked for again: what
 * was changed since may be taken back meanwhile.
 */
export async function undoMany(
  deps: RevertDeps & { requireAgreed: RequireAgreed },
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<{ id: string | null; results: Result[] }> {
  const now = deps.ground.clock.now()
  const row = await tx
    .updateTable('bulk_acts')
    .set({ undone_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('actor_id', '=', actor.memberId ?? actor.id)
    .where('undone_at', 'is', null)
    .where('at', '>=', new Date(now.getTime() - keptMs))
    .returning('items')
    .executeTakeFirst()
  if (!row) throw new NotFound('bulk_act')
  const items = new Map((row.items as unknown as Done[]).map(item => [item.id, item]))
  const results = await oneByOne(tx, [...items.keys()], async one => {
    const item = items.get(one)!
    await revert(deps, tx, actor, one, item)
    // What was confirmed to be a complaint meanwhile goes back to nobody whose contract has none.
    const { assigneeId } = item.before
    const isGivenBack = assigneeId !== null && assigneeId !== item.after.assigneeId
    if (isGivenBack && (await rowOf(tx, one)).complaint === 'confirmed')
      await deps.requireAgreed(tx, assigneeId, one)
    return 'done'
  })
  const left = results.flatMap(({ id: one, outcome }) => (outcome === 'refused' ? items.get(one)! : []))
  if (left.length === 0) return { id: null, results }
  await tx
    .updateTable('bulk_acts')
    .set({ undone_at: null, items: JSON.stringify(left) })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  return { id, results }
}

/** Each in a savepoint of its own, in one order for everybody, so that two who act on the same wait for each other. */
async function oneByOne(
  tx: Tx,
  ids: string[],
  work: (id: string) => Promise<'done' | 'unchanged'>,
): Promise<Result[]> {
  const results = new Map<string, Result>()
  for (const id of [...new Set(ids)].sort()) {
    const result = await attempt(tx, () => work(id))
    results.set(
      id,
      result.refusal ? { id, outcome: 'refused', refusal: result.refusal } : { id, outcome: result.value },
    )
  }
  return [...new Set(ids)].map(id => results.get(id)!)
}

async function rowOf(tx: Tx, id: string) {
  return tx
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}
