import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { findIdentity, insertIdentity, lockIdentity } from './identities.ts'
import { normaliseIdentity } from './identity.ts'
import { merge } from './merging/merge.ts'
import { refreshSearch } from './search.ts'

/** A person, known by one of their identities, has proved that a mail address is theirs. */
export interface Claim {
  identityId: string
  address: string
}

/**
 * Gives a proved address to whoever proved it. Where another card has it already, both are one person: they are merged
 * into the card that was there first, which a person may undo.
 */
export async function claimAddress(ground: Ground, tx: Tx, { identityId, address }: Claim): Promise<void> {
  const mine = await tx
    .selectFrom('identities')
    .select('contact_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', identityId)
    .executeTakeFirstOrThrow()
  const contactId = mine.contact_id
  const normal = normaliseIdentity('email', address, 'FR')
  if (!normal) return
  await lockIdentity(tx, 'email', normal.value)
  const found = await findIdentity(tx, 'email', normal.value)
  const id = found?.id ?? (await insertIdentity(ground, tx, contactId, { kind: 'email', ...normal }))
  if (!found?.verified_at) {
    await tx
      .updateTable('identities')
      .set({ verified_at: ground.clock.now() })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .execute()
    await ground.recordEvent(tx, {
      type: 'identity.verified',
      actor: system,
      subject: { kind: 'identity', id },
      contactId: found?.contact_id ?? contactId,
      data: { kind: 'email' },
    })
  }
  if (!found) await refreshSearch(tx, [contactId])
  if (!found || found.contact_id === contactId) return
  const [intoId, fromId] = [contactId, found.contact_id].toSorted() as [string, string] // ids tell their time
  await merge(ground, tx, system, { intoId, fromId, chosen: [], because: 'verified' })
}
