import type { Selectable } from 'kysely'
import type { Reason, Tag } from '#contract/conversations.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Reasons } from '#server/platform/schema.ts'

const toReason = (row: Selectable<Reasons>): Reason => ({
  id: row.id,
  parentId: row.parent_id,
  labelFr: row.label_fr,
  labelEn: row.label_en,
  value: row.value,
  isComplaint: row.is_complaint,
  isComplex: row.is_complex,
  isMoment: row.is_moment,
  position: row.position,
})

/** Contact reasons in use, families first, each in its order. */
export async function listReasons(tx: Tx): Promise<Reason[]> {
  const rows = await tx
    .selectFrom('reasons')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('archived_at', 'is', null)
    .orderBy('position')
    .orderBy('label_fr')
    .execute()
  return rows.map(toReason)
}

type ReasonInput = {
  parentId?: string | null | undefined
  labelFr?: string | undefined
  labelEn?: string | undefined
  value?: 'high' | 'low' | undefined
  isComplaint?: boolean | undefined
  isComplex?: boolean | undefined
  isMoment?: boolean | undefined
  position?: number | undefined
}

export async function createReason(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  input: ReasonInput & { labelFr: string; labelEn: string },
) {
  await requireTwoLevels(tx, input.parentId)
  const row = await tx
    .insertInto('reasons')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      parent_id: input.parentId ?? null,
      label_fr: input.labelFr,
      label_en: input.labelEn,
      ...(input.value && { value: input.value }),
      ...(input.isComplaint !== undefined && { is_complaint: input.isComplaint }),
      ...(input.isComplex !== undefined && { is_complex: input.isComplex }),
      ...(input.isMoment !== undefined && { is_moment: input.isMoment }),
      ...(input.position !== undefined && { position: input.position }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordSetting(ground, tx, actor, 'reason.created', row.id)
  return toReason(row)
}

export async function updateReason(ground: Ground, tx: Tx, actor: Actor, id: string, input: ReasonInput) {
  await requireTwoLevels(tx, input.parentId, id)
  if (input.parentId === id) throw new Invalid('reason.own_parent')
  const row = await tx
    .updateTable('reasons')
    .set({
      id, // keeps the statement valid when nothing else changes
      ...(input.parentId !== undefined && { parent_id: input.parentId }),
      ...(input.labelFr !== undefined && { label_fr: input.labelFr }),
      ...(input.labelEn !== undefined && { label_en: input.labelEn }),
      ...(input.value !== undefined && { value: input.value }),
      ...(input.isComplaint !== undefined && { is_complaint: input.isComplaint }),
      ...(input.isComplex !== undefined && { is_complex: input.isComplex }),
      ...(input.isMoment !== undefined && { is_moment: input.isMoment }),
      ...(input.position !== undefined && { position: input.position }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new NotFound('reason')
  await recordSetting(ground, tx, actor, 'reason.updated', id)
  return toReason(row)
}

/** Archived, never deleted: what was closed with it keeps its name. Its children go with it. */
export async function archiveReason(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const rows = await tx
    .updateTable('reasons')
    .set({ archived_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb => eb.or([eb('id', '=', id), eb('parent_id', '=', id)]))
    .returning('id')
    .execute()
  if (rows.length === 0) throw new NotFound('reason')
  await recordSetting(ground, tx, actor, 'reason.archived', id)
}

/** Refuses a reason that is not of this workspace or no longer in use; the one it already has may stay. */
export async function requireReason(tx: Tx, id: string, present: string | null): Promise<void> {
  const reason = await tx
    .selectFrom('reasons')
    .select('archived_at')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!reason) throw new NotFound('reason')
  if (reason.archived_at && id !== present) throw new Invalid('reason.archived')
}

/** True for a reason that is given to nothing new. */
export async function isArchivedReason(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('reasons')
    .select('archived_at')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.archived_at != null
}

/** True for a reason that is a complaint, or lies in a family of complaints. */
export async function isComplaint(tx: Tx, reasonId: string | null): Promise<boolean> {
  if (!reasonId) return false
  const row = await tx
    .selectFrom('reasons as r')
    .leftJoin('reasons as family', join =>
      join.onRef('family.workspace_id', '=', 'r.workspace_id').onRef('family.id', '=', 'r.parent_id'),
    )
    .select(['r.is_complaint', 'family.is_complaint as of_complaints'])
    .where('r.workspace_id', '=', tx.workspaceId)
    .where('r.id', '=', reasonId)
    .executeTakeFirst()
  return row?.is_complaint === true || row?.of_complaints === true
}

async function requireTwoLevels(tx: Tx, parentId: string | null | undefined, id?: string) {
  if (!parentId) return
  if (id && (await hasChildren(tx, id))) throw new Invalid('reason.two_levels')
  const parent = await tx
    .selectFrom('reasons')
    .select('parent_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', parentId)
    .executeTakeFirst()
  if (!parent) throw new NotFound('reason')
  if (parent.parent_id) throw new Invalid('reason.two_levels')
}

async function hasChildren(tx: Tx, id: string): Promise<boolean> {
  const child = await tx
    .selectFrom('reasons')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('parent_id', '=', id)
    .where('archived_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return child !== undefined
}

/** These tags as the workspace spells them, each once; one that nobody used yet joins the list of tags. */
export async function knownTags(ground: Ground, tx: Tx, actor: Actor, names: string[]): Promise<string[]> {
  const kept = names.map(name => maskCards(name).text)
  const wanted = new Map(kept.map(name => [name.toLowerCase(), name]))
  if (wanted.size === 0) return []
  const known = await tx
    .selectFrom('tags')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb => eb(eb.fn<string>('lower', ['name']), 'in', [...wanted.keys()]))
    .execute()
  const spelt = new Map(known.map(({ name }) => [name.toLowerCase(), name]))
  for (const [key, name] of wanted) {
    if (spelt.has(key)) continue
    const id = ground.newId()
    const made = await tx
      .insertInto('tags')
      .values({ workspace_id: tx.workspaceId, id, name })
      .onConflict(conflict => conflict.doNothing()) // somebody else uses it for the first time just now
      .returning('id')
      .executeTakeFirst()
    if (made) await recordSetting(ground, tx, actor, 'tag.created', id)
  }
  return [...wanted].map(([key, name]) => spelt.get(key) ?? name)
}

const tagColumns = ['id', 'name', 'is_moment as isMoment'] as const

/** The tags of the workspace, by name. */
export async function listTags(tx: Tx): Promise<Tag[]> {
  return tx
    .selectFrom('tags')
    .select(tagColumns)
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('name')
    .execute()
}

/** Says whether a tag marks moments of truth (Q31). */
export async function updateTag(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, isMoment }: { id: string; isMoment: boolean },
): Promise<Tag> {
  const tag = await tx
    .updateTable('tags')
    .set({ is_moment: isMoment })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returning(tagColumns)
    .executeTakeFirst()
  if (!tag) throw new NotFound('tag')
  await recordSetting(ground, tx, actor, 'tag.updated', id)
  return tag
}

export async function createTag(ground: Ground, tx: Tx, actor: Actor, given: string) {
  const name = maskCards(given).text
  try {
    const tag = await tx
      .insertInto('tags')
      .values({ workspace_id: tx.workspaceId, id: ground.newId(), name })
      .returning(tagColumns)
      .executeTakeFirstOrThrow()
    await recordSetting(ground, tx, actor, 'tag.created', tag.id)
    return tag
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refused('tag.exists', { name })
    throw error
  }
}

export async function deleteTag(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const tag = await tx
    .deleteFrom('tags')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst()
  if (!tag) throw new NotFound('tag')
  await tx
    .updateTable('conversations')
    .set(eb => ({
      tags: eb.fn<string[]>('array_remove', ['tags', eb.val(tag.name)]),
      version: eb('version', '+', 1),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb => eb(eb.val(tag.name), '=', eb.fn.any('tags')))
    .execute()
  await recordSetting(ground, tx, actor, 'tag.deleted', id)
}

async function recordSetting(ground: Ground, tx: Tx, actor: Actor, type: EventType, id: string) {
  const kind = type.slice(0, type.indexOf('.'))
  await ground.recordEvent(tx, { type, actor: asEventActor(actor), subject: { kind, id } })
}
