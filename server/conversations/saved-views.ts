import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { View } from '#contract/conversations.ts'
import type { SavedView, ViewFilters } from '#contract/saved-views.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { SavedViews } from '#server/platform/schema.ts'
import { countRows, type Filters } from './queries.ts'
import type { Veil } from './veil.ts'

export interface SavedViewInput {
  name: string
  isShared: boolean
  view: View
  filters: z.infer<typeof ViewFilters>
}

/** So many are enough for a pane, and each is counted. */
const most = 50

const leads = (actor: Actor) => actor.role === 'administrator' || actor.role === 'supervisor'

/** The views someone made and those shared with everybody, counted as that person sees them. */
export async function listSavedViews(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  veil: Veil | undefined,
): Promise<SavedView[]> {
  const rows = await tx
    .selectFrom('saved_views')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb => eb.or([eb('owner_id', '=', actor.memberId), eb('is_shared', '=', true)]))
    .orderBy('is_shared')
    .orderBy('name')
    .orderBy('id')
    .limit(2 * most)
    .execute()
  const seen: SavedView[] = []
  for (const row of rows) seen.push(await toView(ground, tx, actor, row, veil))
  return seen
}

/** Keeps a view of one's own; one for everybody is for leads to keep. */
export async function createSavedView(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  input: SavedViewInput,
  veil: Veil | undefined,
) {
  mayShare(actor, input.isShared)
  const { count } = await tx
    .selectFrom('saved_views')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('owner_id', '=', actor.memberId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= most) throw new Refused('saved_view.too_many', { count: most })
  const row = await tx
    .insertInto('saved_views')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      owner_id: actor.memberId!,
      name: maskCards(input.name).text,
      is_shared: input.isShared,
      view: input.view,
      filters: JSON.stringify(input.filters),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ground, tx, actor, row.id, 'created')
  return toView(ground, tx, actor, row, veil)
}

/** Changes a view: one's own, or a shared one for leads. */
export async function updateSavedView(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  change: { [Key in keyof SavedViewInput]?: SavedViewInput[Key] | undefined },
  veil: Veil | undefined,
) {
  await editable(tx, actor, id)
  if (change.isShared !== undefined) mayShare(actor, change.isShared)
  const row = await tx
    .updateTable('saved_views')
    .set({
      id, // keeps the statement valid when nothing else changes
      ...(change.name !== undefined && { name: maskCards(change.name).text }),
      ...(change.isShared !== undefined && { is_shared: change.isShared }),
      ...(change.view !== undefined && { view: change.view }),
      ...(change.filters !== undefined && { filters: JSON.stringify(change.filters) }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ground, tx, actor, id, 'updated')
  return toView(ground, tx, actor, row, veil)
}

/** Throws a view away. */
export async function removeSavedView(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  await editable(tx, actor, id)
  await tx.deleteFrom('saved_views').where('workspace_id', '=', tx.workspaceId).where('id', '=', id).execute()
  await record(ground, tx, actor, id, 'deleted')
}

function mayShare(actor: Actor, isShared: boolean) {
  if (isShared && !leads(actor)) throw new Forbidden('saved_view.leads_share')
}

async function editable(tx: Tx, actor: Actor, id: string) {
  const row = await tx
    .selectFrom('saved_views')
    .select(['owner_id', 'is_shared'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where(eb => eb.or([eb('owner_id', '=', actor.memberId), eb('is_shared', '=', true)]))
    .executeTakeFirst()
  if (!row) throw new NotFound('saved_view')
  if (row.owner_id !== actor.memberId && !leads(actor)) throw new Forbidden('saved_view.not_yours')
}

async function toView(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  row: Selectable<SavedViews>,
  veil: Veil | undefined,
): Promise<SavedView> {
  const { q, waitingHours, ...filters } = row.filters as SavedViewInput['filters']
  const question: Filters = {
    ...filters,
    view: row.view as View,
    waitingBefore: waitingHours
      ? new Date(ground.clock.now().getTime() - waitingHours * 3_600_000)
      : undefined,
  }
  // A hidden field is not counted by either: its number would tell it.
  const isCounted = q === undefined && !(filters.company && veil && !veil.sees('company'))
  const count = isCounted ? await countRows(tx, actor, question) : null
  return {
    id: row.id,
    name: row.name,
    isShared: row.is_shared,
    view: row.view as View,
    filters: row.filters as SavedViewInput['filters'],
    count: count && Math.min(count, 99),
    more: count !== null && count > 99,
    mayEdit: row.owner_id === actor.memberId || leads(actor),
  }
}

async function record(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  what: 'created' | 'updated' | 'deleted',
) {
  await ground.recordEvent(tx, {
    type: `saved_view.${what}`,
    actor: asEventActor(actor),
    subject: { kind: 'saved_view', id },
  })
}
