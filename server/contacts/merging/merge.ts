import { type Selectable, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ContactMerges } from '#server/platform/schema.ts'
import { refreshSearch } from '../search.ts'
import { fieldsOf, withCompanions } from './fields.ts'
import { moveIn, moveOut } from './moving.ts'
import { familyOf, headOf, oneMergeAtATime, pathUp, redraw, rowOf } from './tree.ts'

export type MergeRecord = Selectable<ContactMerges>

export interface Merging {
  intoId: string
  fromId: string
  /** Fields that show what the other card says. */
  chosen: readonly string[]
  because: MergeRecord['because']
}

/**
 * Merges one card into another: addresses, conversations, records and consents go there, and what is hidden of the two
 * is kept. Undone by `unmerge`, whatever happened since. Both ids are of cards that stand for themselves.
 */
export async function merge(ground: Ground, tx: Tx, by: EventActor, merging: Merging): Promise<string> {
  const { intoId, fromId, because } = merging
  await oneMergeAtATime(tx)
  await lockCards(tx, [intoId, fromId])
  await requireApart(tx, intoId, fromId)
  const now = ground.clock.now()
  const id = ground.newId()
  const [into, from] = [await rowOf(tx, intoId), await rowOf(tx, fromId)]
  if (into.erased_at || from.erased_at) throw new Refused('contact.erased')
  await tx
    .updateTable('contacts')
    .set({
      ...(into.own === null && {
        own: JSON.stringify({ ...fieldsOf(into), last_contact_at: into.last_contact_at }),
      }),
      last_contact_at: latest(into.last_contact_at, from.last_contact_at),
      updated_at: now,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', intoId)
    .execute()
  await tx
    .insertInto('contact_merges')
    .values({
      workspace_id: tx.workspaceId,
      id,
      into_id: intoId,
      from_id: fromId,
      chosen: withCompanions(merging.chosen),
      because,
      by_kind: by.kind as MergeRecord['by_kind'], // customers merge nobody
      by_id: by.id,
      at: now,
    })
    .execute()
  await setMergedInto(tx, fromId, intoId, now)
  const moved = await moveIn(tx, fromId, intoId, now)
  await redraw(tx, intoId, now)
  await refreshSearch(tx, [intoId, fromId])
  await ground.recordEvent(tx, {
    type: 'contact.merged',
    actor: by,
    subject: { kind: 'contact', id: intoId },
    contactId: intoId,
    data: { mergeId: id, fromId, because, moved },
  })
  // Whoever follows the other card hears where it is shown now.
  await ground.recordEvent(tx, {
    type: 'contact.merged_into',
    actor: by,
    subject: { kind: 'contact', id: fromId },
    contactId: fromId,
    data: { mergeId: id, intoId },
  })
  return id
}

/**
 * Takes a merge back: both cards stand as if it had never been made. What came since goes to the card of the address it
 * came from; what was written on the kept card stays there. Gives the card that is itself again.
 */
export async function unmerge(ground: Ground, tx: Tx, by: EventActor, mergeId: string): Promise<string> {
  await oneMergeAtATime(tx)
  const found = await mergeRecord(tx, mergeId)
  if (!found) throw new NotFound('merge')
  if (found.undone_at) throw new Refused('contact.merge_undone')
  const { from_id: fromId, into_id: intoId } = found
  const above = await pathUp(tx, intoId)
  const headId = above.at(-1)!
  await lockCards(tx, [fromId, ...above])
  if ((await rowOf(tx, fromId)).erased_at) throw new Refused('contact.erased')
  const now = ground.clock.now()
  await tx
    .updateTable('contact_merges')
    .set({ undone_at: now, undone_by_kind: by.kind, undone_by: by.id })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', mergeId)
    .execute()
  await setMergedInto(tx, fromId, null, now)
  await moveOut(tx, { from: headId, to: fromId, family: await familyOf(tx, fromId) }, now)
  await redraw(tx, intoId, now)
  await rememberLastContact(tx, [fromId, ...above])
  await refreshSearch(tx, [fromId, ...above])
  await ground.recordEvent(tx, {
    type: 'contact.unmerged',
    actor: by,
    subject: { kind: 'contact', id: intoId },
    contactId: headId,
    data: { mergeId, fromId },
  })
  await ground.recordEvent(tx, {
    type: 'contact.restored',
    actor: by,
    subject: { kind: 'contact', id: fromId },
    contactId: fromId,
    data: { mergeId, intoId },
  })
  return fromId
}

/** A merge by its id. */
export function mergeRecord(tx: Tx, id: string): Promise<MergeRecord | undefined> {
  return tx
    .selectFrom('contact_merges')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/**
 * Waits for whoever writes on these cards; whoever comes after waits for us. Addresses first, as a mail that arrives
 * takes them, and always in one order.
 */
async function lockCards(tx: Tx, ids: string[]): Promise<void> {
  await tx
    .selectFrom('identities')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  const rows = await tx
    .selectFrom('contacts')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (rows.length < new Set(ids).size) throw new NotFound('contact')
}

async function requireApart(tx: Tx, intoId: string, fromId: string): Promise<void> {
  if (intoId === fromId) throw new Refused('contact.merge_with_itself')
  const heads = [await headOf(tx, intoId), await headOf(tx, fromId)]
  if (heads[0] === heads[1]) throw new Refused('contact.already_merged', { contactId: heads[0] })
  if (heads[0] !== intoId || heads[1] !== fromId) throw new Refused('contact.merged_elsewhere')
}

async function setMergedInto(tx: Tx, id: string, into: string | null, now: Date): Promise<void> {
  await tx
    .updateTable('contacts')
    .set({ merged_into: into, updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** When these cards' people last came to us: by what is theirs now, and what was known of them alone. */
async function rememberLastContact(tx: Tx, ids: string[]): Promise<void> {
  for (const id of ids)
    await sql`
      update contacts p
      set last_contact_at = greatest(
        case when own is null then last_contact_at else (own ->> 'last_contact_at')::timestamptz end,
        (select max(last_used_at) from identities where workspace_id = p.workspace_id and contact_id = p.id),
        (select max(last_contact_at) from contacts where workspace_id = p.workspace_id and merged_into = p.id),
        (select max(m.at) from conversations c
          join messages m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
          where c.workspace_id = p.workspace_id and c.contact_id = p.id and m.direction = 'in'
            and m.at >= (select min(at) from contact_merges
              where workspace_id = p.workspace_id and (into_id = p.id or from_id = p.id))))
      where p.workspace_id = ${tx.workspaceId} and p.id = ${id}`.execute(tx)
}

const latest = (one: Date | null, other: Date | null) =>
  one && other ? (one > other ? one : other) : (one ?? other)
