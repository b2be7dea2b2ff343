import type { Segment, SegmentBody, Touch } from '#contract/segments.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import { attributesOf, conditionsOf } from './families.ts'
import { type SegmentRow, type SegmentUses, segmentRows, segmentToChange } from './queries.ts'

export interface SegmentDeps {
  ground: Ground
  /** Rules and promises that ask for segments. */
  uses: SegmentUses
  /** True for words that tell of health, beliefs and the like: nobody is sorted by them. */
  isSensitive: (text: string) => boolean
}

/** More would be nobody's to oversee, and asks each message for longer than it should. */
const mostSegments = 50

/** The segments with what asks for them. */
export async function segmentsWithUses(
  { uses }: SegmentDeps,
  tx: Tx,
  rows?: SegmentRow[],
): Promise<Segment[]> {
  const used = await uses(tx)
  return (rows ?? (await segmentRows(tx))).map(row => ({
    ...row,
    usedBy: used
      .filter(({ segmentIds }) => segmentIds.includes(row.id))
      .map(({ kind, id, name }) => ({ kind, id, name })),
  }))
}

/** Makes a segment, after all the others. */
export async function createSegment(
  deps: SegmentDeps,
  tx: Tx,
  actor: Actor,
  { name, touch, body }: { name: string; touch: Touch | null; body: SegmentBody },
): Promise<Segment> {
  await requireSound(deps, tx, body)
  const known = await segmentRows(tx)
  if (known.length >= mostSegments) throw new Refused('segment.too_many', { count: mostSegments })
  const now = deps.ground.clock.now()
  const row: SegmentRow = {
    ...{ id: deps.ground.newId(), name: maskCards(name).text, touch, body, version: 1 },
    position: (known.at(-1)?.position ?? -1) + 1,
    updatedAt: now.toISOString(),
  }
  await tx
    .insertInto('segments')
    .values({
      ...{ workspace_id: tx.workspaceId, id: row.id, name: row.name, position: row.position, touch },
      ...{ body: JSON.stringify(body), created_at: now, updated_at: now },
    })
    .execute()
  await record(deps, tx, actor, 'segment.created', row.id, { after: told(row) })
  return { ...row, usedBy: [] }
}

/** Changes a segment. */
export async function updateSegment(
  deps: SegmentDeps,
  tx: Tx,
  actor: Actor,
  change: {
    id: string
    name?: string | undefined
    touch?: Touch | null | undefined
    body?: SegmentBody | undefined
    seenVersion?: number | undefined
  },
): Promise<Segment> {
  const before = await segmentToChange(tx, change.id)
  if (change.seenVersion !== undefined && change.seenVersion !== before.version)
    throw new Refused('segment.changed_meanwhile')
  if (change.body) await requireSound(deps, tx, change.body)
  const after: SegmentRow = {
    ...before,
    name: change.name === undefined ? before.name : maskCards(change.name).text,
    touch: change.touch === undefined ? before.touch : change.touch,
    body: change.body ?? before.body,
    version: before.version + 1,
    updatedAt: deps.ground.clock.now().toISOString(),
  }
  await tx
    .updateTable('segments')
    .set({
      ...{ name: after.name, touch: after.touch, body: JSON.stringify(after.body) },
      ...{ version: after.version, updated_at: after.updatedAt },
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', after.id)
    .execute()
  await record(deps, tx, actor, 'segment.updated', after.id, { before: told(before), after: told(after) })
  return (await segmentsWithUses(deps, tx, [after]))[0]!
}

/** Says in which order segments decide: each of them, once. */
export async function orderSegments(deps: SegmentDeps, tx: Tx, actor: Actor, ids: readonly string[]) {
  const known = new Set((await segmentRows(tx)).map(({ id }) => id))
  if (ids.some(id => !known.has(id))) throw new NotFound('segment')
  if (ids.length !== known.size || new Set(ids).size !== ids.length) throw new Invalid('segment.whole_order')
  for (const [position, id] of ids.entries())
    await tx
      .updateTable('segments')
      .set({ position })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .execute()
  await record(deps, tx, actor, 'segment.ordered', ids[0]!, { ids })
}

/** Puts a segment away that nothing asks for, or takes it back where it was. */
export async function setAway(deps: SegmentDeps, tx: Tx, actor: Actor, id: string, isAway: boolean) {
  const segment = await segmentToChange(tx, id, { archived: !isAway })
  if (isAway) {
    const [{ usedBy }] = (await segmentsWithUses(deps, tx, [segment])) as [Segment]
    if (usedBy.length > 0)
      throw new Refused('segment.in_use', { names: usedBy.map(({ name }) => name).join(', ') })
  }
  await tx
    .updateTable('segments')
    .set({ archived_at: isAway ? deps.ground.clock.now() : null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await record(deps, tx, actor, isAway ? 'segment.removed' : 'segment.restored', id)
}

/** Refuses a segment that asks for nothing, for what is not there, or for what nobody may be sorted by. */
async function requireSound({ isSensitive }: SegmentDeps, tx: Tx, body: SegmentBody): Promise<void> {
  const conditions = conditionsOf(body)
  if (conditions.length === 0) throw new Invalid('segment.empty')
  const definitions = await tx
    .selectFrom('attribute_definitions')
    .select(['key', 'label_fr', 'label_en', 'type'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('subject', '=', 'contact')
    .execute()
  for (const key of attributesOf(body)) {
    const found = definitions.find(one => one.key === key)
    if (!found) throw new NotFound('attribute')
    const words = [key.replaceAll('_', ' '), found.label_fr, found.label_en]
    if (words.some(isSensitive)) throw new Invalid('segment.sensitive', { name: found.label_fr })
  }
  for (const condition of conditions) {
    if (condition.on === 'age' && definitions.find(one => one.key === condition.attribute)?.type !== 'date')
      throw new Invalid('segment.age_needs_day')
    if (wordsOf(condition).some(isSensitive))
      throw new Invalid('segment.sensitive', { name: wordsOf(condition).join(', ') })
    if (condition.on === 'company') await requireCompanies(tx, condition.is)
  }
}

/** What a condition names in words of the house. */
function wordsOf(condition: SegmentBody['all'][number]): string[] {
  if (condition.on === 'tag') return condition.is
  if (condition.on !== 'attribute' || !('to' in condition.value) || !Array.isArray(condition.value.to))
    return []
  return (condition.value.to as unknown[]).filter(one => typeof one === 'string')
}

async function requireCompanies(tx: Tx, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)]
  const rows = await tx
    .selectFrom('companies')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', wanted)
    .execute()
  if (rows.length < wanted.length) throw new NotFound('company')
}

const told = ({ name, touch, body }: SegmentRow) => ({ name, touch, body })

async function record(
  { ground }: SegmentDeps,
  tx: Tx,
  actor: Actor,
  type: EventType,
  id: string,
  data?: Record<string, unknown>,
): Promise<void> {
  await ground.recordEvent(tx, {
    type,
    actor: asEventActor(actor),
    subject: { kind: 'segment', id },
    ...(data && { data }),
  })
}
