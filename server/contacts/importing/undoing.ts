import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { contactFor } from '../cards.ts'
import { fieldNames } from '../field-names.ts'
import { removeIdentity } from '../identities.ts'
import { type Fields, fieldsOf } from '../merging/fields.ts'
import { type ContactChange, updateContact } from '../people.ts'
import { sightOf } from '../visibility.ts'
import { restoreCompany } from './company-lines.ts'
import { actorOf, byOf, type ImportRecord, lockImport } from './running.ts'

const batchSize = 500

/**
 * Undoes an import, batch by batch: a card it made goes unless somebody wrote, was asked or changed it since; a field it
 * changed is as before unless it was changed again. What stays is counted.
 */
export async function undoImportNow(ground: Ground, workspaceId: string, importId: string): Promise<void> {
  for (;;) {
    const isMore = await ground.db.inWorkspace(workspaceId, tx => undoBatch(ground, tx, importId))
    if (!isMore) return
  }
}

async function undoBatch(ground: Ground, tx: Tx, importId: string): Promise<boolean> {
  const importing = await lockImport(tx, importId)
  if (importing?.state !== 'undoing') return false
  const lines = await tx
    .selectFrom('import_lines')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('import_id', '=', importId)
    .orderBy('line', 'desc') // the last change first: a person may have had several
    .limit(batchSize)
    .execute()
  if (lines.length === 0) {
    await conclude(ground, tx, importing)
    return false
  }
  let kept = 0
  if (importing.subject === 'company') {
    for (const line of lines) if (!(await restoreCompany(ground, tx, actorOf(importing), line))) kept += 1
    await forgetLines(tx, importing, lines.at(-1)!.line, kept)
    return true
  }
  for (const line of lines)
    if (!line.made && !(await restore(ground, tx, importing, line.imported_id, line))) kept += 1
  const made = lines.filter(line => line.made).map(line => line.imported_id)
  kept += made.length - (await removeUntouched(tx, made))
  await forgetLines(tx, importing, lines.at(-1)!.line, kept)
  return true
}

/** What is undone is not undone again; what stays is counted. */
async function forgetLines(tx: Tx, importing: ImportRecord, from: number, kept: number): Promise<void> {
  await tx
    .deleteFrom('import_lines')
    .where('workspace_id', '=', tx.workspaceId)
    .where('import_id', '=', importing.id)
    .where('line', '>=', from)
    .execute()
  await tx
    .updateTable('imports')
    .set(eb => ({ kept: eb('kept', '+', kept) }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', importing.id)
    .execute()
}

/** Deletes the cards of these that are as the import left them; gives their number. */
async function removeUntouched(tx: Tx, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { numAffectedRows } = await sql`
    delete from contacts p
    where p.workspace_id = ${tx.workspaceId} and p.id = any (${ids}::uuid[])
      and p.updated_at = p.created_at and p.merged_into is null and p.own is null and p.last_contact_at is null
      and not exists (select from conversations c where c.workspace_id = p.workspace_id and c.contact_id = p.id)
      and not exists (select from external_records r where r.workspace_id = p.workspace_id and r.contact_id = p.id)
      and not exists (select from consent_entries e where e.workspace_id = p.workspace_id and e.contact_id = p.id)
      and not exists (select from contact_merges m where m.workspace_id = p.workspace_id and m.from_id = p.id)`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0)
}

async function restore(
  ground: Ground,
  tx: Tx,
  importing: ImportRecord,
  contactId: string,
  line: { before: unknown; after: unknown; identity_ids: string[] },
): Promise<boolean> {
  const actor = actorOf(importing)
  try {
    const card = fieldsOf(await contactFor(tx, await sightOf(tx, actor), contactId, { lock: true }))
    const [before, after] = [(line.before ?? {}) as Fields, (line.after ?? {}) as Fields]
    const same = Object.keys(after).filter(field => (card[field] ?? null) === (after[field] ?? null))
    await updateContact(ground, tx, actor, contactId, changeOf(before, same))
    for (const id of line.identity_ids) await removeIdentity(ground, tx, actor, contactId, id)
    return same.length === Object.keys(after).length
  } catch (error) {
    // The card is gone, or its address has written since: it stays as it is, and is counted.
    if (error instanceof Refused) return false
    throw error
  }
}

function changeOf(before: Fields, fields: readonly string[]): ContactChange {
  const change: Record<string, unknown> = {}
  const attributes: Record<string, unknown> = {}
  for (const field of fields)
    if (field.startsWith('attributes.')) attributes[field.slice('attributes.'.length)] = before[field] ?? null
    else if (field !== 'stage_since' && field !== 'blocked_at')
      change[fieldNames(field)] = before[field] ?? null
  return { ...change, attributes } as ContactChange // fields of a card under their names
}

async function conclude(ground: Ground, tx: Tx, importing: ImportRecord): Promise<void> {
  await tx
    .updateTable('imports')
    .set({ state: 'undone', finished_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', importing.id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'import.undone',
    actor: byOf(importing),
    subject: { kind: 'import', id: importing.id },
    data: { created: importing.created, updated: importing.updated, kept: importing.kept },
  })
}
