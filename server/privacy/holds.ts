import type { Hold } from '#contract/privacy.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { cardsOf } from './person.ts'

/** The hold that keeps a person from being erased, whichever of their cards it was placed on; undefined when there is none. */
export async function holdOf(tx: Tx, contactIds: string[]): Promise<Hold | undefined> {
  const row = await tx
    .selectFrom('legal_holds')
    .leftJoin('members', join =>
      join
        .onRef('members.workspace_id', '=', 'legal_holds.workspace_id')
        .onRef('members.id', '=', 'legal_holds.placed_by'),
    )
    .select(['reason', 'placed_at', 'placed_by', 'members.name'])
    .where('legal_holds.workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .orderBy('placed_at', 'desc')
    .orderBy('contact_id')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const { reason, placed_at, placed_by, name } = row
  return {
    reason,
    placedAt: placed_at.toISOString(),
    placedBy: placed_by && name ? { id: placed_by, name } : null,
  }
}

/** Keeps a person's data for a claim or a duty; said again, it changes the reason. */
export async function placeHold(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, reason }: { id: string; reason: string },
): Promise<Hold> {
  const contact = await tx
    .selectFrom('contacts')
    .select('erased_at')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!contact) throw new NotFound('contact')
  if (contact.erased_at) throw new Refused('privacy.already_erased')
  const row = { reason, placed_by: actor.memberId, placed_at: ground.clock.now() }
  await tx
    .insertInto('legal_holds')
    .values({ workspace_id: tx.workspaceId, contact_id: id, ...row })
    .onConflict(conflict => conflict.columns(['workspace_id', 'contact_id']).doUpdateSet(row))
    .execute()
  await ground.recordEvent(tx, {
    type: 'contact.held',
    actor: asEventActor(actor),
    subject: { kind: 'contact', id },
    contactId: id,
    details: { reason },
  })
  return (await holdOf(tx, [id]))!
}

/** Lifts a hold; one that is not there is no error. */
export async function liftHold(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<void> {
  const { ids } = await cardsOf(tx, id)
  const { numDeletedRows } = await tx
    .deleteFrom('legal_holds')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', ids)
    .executeTakeFirst()
  if (numDeletedRows > 0n)
    await ground.recordEvent(tx, {
      type: 'contact.hold_lifted',
      actor: asEventActor(actor),
      subject: { kind: 'contact', id },
      contactId: id,
    })
}
