import type { Selectable } from 'kysely'
import type { ComplaintCause } from '#contract/complaints.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ComplaintCauses } from '#server/platform/schema.ts'

/** What is chosen among at the end of a complaint must stay short enough to be read. */
const most = 40

const usual: [labelFr: string, labelEn: string][] = [
  ['Délai ou retard', 'Delay'],
  ['Erreur de notre part', 'Our mistake'],
  ['Produit ou service non conforme', 'Product or service not as agreed'],
  ['Information manquante ou fausse', 'Missing or wrong information'],
  ['Accueil ou manière de répondre', 'Welcome or way of answering'],
  ['Prix, frais ou facture', 'Price, fees or bill'],
  ['Panne ou outil indisponible', 'Breakdown'],
  ['Partenaire ou prestataire', 'Partner or supplier'],
  ['Sans manquement de notre part', 'No failing on our side'],
]

/** Gives a new workspace the usual causes of complaints, in both languages. */
export async function complaintDefaults(newId: Ground['newId'], tx: Tx): Promise<void> {
  await tx
    .insertInto('complaint_causes')
    .values(
      usual.map(([label_fr, label_en], position) => ({
        ...{ workspace_id: tx.workspaceId, id: newId(), label_fr, label_en, position },
      })),
    )
    .execute()
}

/** Causes in their order, archived ones included. */
export async function causesOf(tx: Tx): Promise<ComplaintCause[]> {
  const rows = await tx
    .selectFrom('complaint_causes')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(shown)
}

/** Refuses a cause that is not this workspace's, or is chosen no more. */
export async function requireCause(tx: Tx, id: string): Promise<void> {
  if ((await lockCause(tx, id)).archived_at) throw new Invalid('complaint.cause_archived')
}

/** Adds a cause at the end of the list. */
export async function createCause(
  { recordEvent, newId }: Ground,
  tx: Tx,
  actor: Actor,
  { labelFr, labelEn }: { labelFr: string; labelEn: string },
): Promise<ComplaintCause> {
  const known = await causesOf(tx)
  if (known.filter(({ isArchived }) => !isArchived).length >= most)
    throw new Refused('complaint.too_many_causes', { count: most })
  const id = newId()
  const position = Math.max(-1, ...known.map(one => one.position)) + 1
  const row = await tx
    .insertInto('complaint_causes')
    .values({ workspace_id: tx.workspaceId, id, label_fr: labelFr, label_en: labelEn, position })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordEvent(tx, {
    type: 'complaint_cause.created',
    actor: asEventActor(actor),
    subject: { kind: 'complaint_cause', id },
    data: { labelFr, labelEn },
  })
  return shown(row)
}

/** Renames a cause, moves it, or brings it back. */
export async function updateCause(
  { recordEvent, clock }: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  change: Partial<{ [Key in keyof Omit<ComplaintCause, 'id'>]: ComplaintCause[Key] | undefined }>,
): Promise<ComplaintCause> {
  const before = await lockCause(tx, id)
  const { labelFr, labelEn, position, isArchived } = change
  const after = await tx
    .updateTable('complaint_causes')
    .set({
      label_fr: labelFr ?? before.label_fr,
      label_en: labelEn ?? before.label_en,
      position: position ?? before.position,
      archived_at: isArchived === undefined ? before.archived_at : isArchived ? clock.now() : null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordEvent(tx, {
    type: isArchived && !before.archived_at ? 'complaint_cause.archived' : 'complaint_cause.updated',
    actor: asEventActor(actor),
    subject: { kind: 'complaint_cause', id },
    data: { before: shown(before), after: shown(after) },
  })
  return shown(after)
}

async function lockCause(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('complaint_causes')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound('complaint_cause')
  return row
}

const shown = (row: Selectable<ComplaintCauses>): ComplaintCause => ({
  ...{ id: row.id, labelFr: row.label_fr, labelEn: row.label_en },
  ...{ position: row.position, isArchived: row.archived_at !== null },
})
