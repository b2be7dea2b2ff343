import { type Selectable, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { ContactMerges, Contacts } from '#server/platform/schema.ts'
import { columnsOf, type Fields, fieldsOf, type Merged, shownFields } from './fields.ts'

/** Makes merges and their undoing wait for each other in one workspace: they are rare, and each may move others' cards. */
export async function oneMergeAtATime(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`merge/${tx.workspaceId}`}, 4402))`.execute(tx)
}

/** The card that shows this one: itself, unless it was merged; undefined when there is none. */
export async function headOf(tx: Tx, id: string): Promise<string | undefined> {
  return (await pathUp(tx, id)).at(-1)
}

/** A card, then the one it was merged into, and so on up to the one that is shown. */
export async function pathUp(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive up (id, merged_into, step) as (
      select id, merged_into, 1 from contacts where workspace_id = ${tx.workspaceId} and id = ${id}
      union all
      select c.id, c.merged_into, up.step + 1 from up
      join contacts c on c.workspace_id = ${tx.workspaceId} and c.id = up.merged_into
    )
    select id from up order by step`.execute(tx)
  return rows.map(row => row.id)
}

/** A card and all that are shown on it, directly or through another. */
export async function familyOf(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive down (id) as (
      select ${id}::uuid
      union all
      select c.id from down
      join contacts c on c.workspace_id = ${tx.workspaceId} and c.merged_into = down.id
    )
    select id from down`.execute(tx)
  return rows.map(row => row.id)
}

/** Remembers what was written on a card that shows others: from now on it stands there whatever is undone. */
export async function keepOwn(
  tx: Tx,
  card: Pick<Selectable<Contacts>, 'id' | 'own'>,
  written: Fields,
): Promise<void> {
  if (card.own === null || Object.keys(written).length === 0) return
  await sql`
    with settled as (
      update contact_merges
      set settled = array(select distinct unnest(settled || ${Object.keys(written)}::text[]) order by 1)
      where workspace_id = ${tx.workspaceId} and into_id = ${card.id} and undone_at is null
    )
    update contacts set own = own || ${JSON.stringify(written)}::jsonb
    where workspace_id = ${tx.workspaceId} and id = ${card.id}`.execute(tx)
}

/** Draws again what a card shows, and each card above it that shows it in turn. */
export async function redraw(tx: Tx, id: string, now: Date): Promise<void> {
  for (let next: string | null = id; next !== null; ) {
    const card = await rowOf(tx, next)
    if (card.own !== null) {
      const shown = shownFields(card.own as Fields, await mergedInto(tx, card.id))
      await tx
        .updateTable('contacts')
        .set({ ...columnsOf(shown), updated_at: now })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', card.id)
        .execute()
    }
    next = card.merged_into
  }
}

async function mergedInto(tx: Tx, id: string): Promise<Merged[]> {
  const merges = await liveMergesInto(tx, id)
  const merged = []
  for (const { chosen, settled, from_id } of merges)
    merged.push({
      chosen: new Set(chosen),
      settled: new Set(settled),
      fields: fieldsOf(await rowOf(tx, from_id)),
    })
  return merged
}

/** The merges into a card that stand, in the order in which they were made. */
export function liveMergesInto(tx: Tx, id: string): Promise<Selectable<ContactMerges>[]> {
  return tx
    .selectFrom('contact_merges')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('into_id', '=', id)
    .where('undone_at', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** A row of contacts that must be there. */
export function rowOf(tx: Tx, id: string): Promise<Selectable<Contacts>> {
  return tx
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}
