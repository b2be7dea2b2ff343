import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { cardsOf } from './person.ts'

/** Takes a person out of the restricted archive, with what they wrote: at hand again for those who work here. */
export async function leaveArchive(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, reason }: { id: string; reason: string },
): Promise<void> {
  const card = await tx
    .selectFrom('contacts')
    .select(['archived_at', 'erased_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!card) throw new NotFound('contact')
  if (card.erased_at) throw new Refused('privacy.already_erased')
  if (!card.archived_at) throw new Refused('privacy.not_archived')
  const { ids } = await cardsOf(tx, id)
  await tx
    .updateTable('contacts')
    .set({ archived_at: null, left_archive_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .execute()
  await tx
    .updateTable('conversations')
    .set({ archived_at: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', ids)
    .where('archived_at', 'is not', null)
    .execute()
  await ground.recordEvent(tx, {
    type: 'contact.left_archive',
    actor: asEventActor(actor),
    subject: { kind: 'contact', id },
    contactId: id,
    details: { reason },
  })
}
