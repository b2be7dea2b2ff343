import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { findIdentity, insertIdentity, lockIdentity } from './identities.ts'
import { normaliseIdentity } from './identity.ts'
import { merge } from './merging/merge.ts'
import { proposeClaim } from './merging/proposals.ts'
import { refreshSearch } from './search.ts'

/** A person, known by one of their identities, has proved that a mail address is theirs. */
export interface Claim {
  identityId: string
  address: string
}

/**
 * Gives a proved address to whoever proved it. Where another card has it already, both are one person: they are merged
 * into the card that was there first, which a person may undo. A user of a site who is somebody here already, and whose
 * site names another address one day, is not: sites sign what people type in a profile, so it is proposed and no more.
 */
export async function claimAddress(ground: Ground, tx: Tx, { identityId, address }: Claim): Promise<void> {
  const mine = await tx
    .selectFrom('identities')
    .select(['contact_id', 'kind'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', identityId)
    .executeTakeFirstOrThrow()
  const contactId = mine.contact_id
  const normal = normaliseIdentity('email', address, 'FR')
  if (!normal) return
  await lockIdentity(tx, 'email', normal.value)
  const found = await findIdentity(tx, 'email', normal.value)
  if (found && mine.kind === 'external' && (await areTwo(tx, contactId, found.contact_id)))
    return proposeClaim(tx, ground.clock.now(), [contactId, found.contact_id])
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

/** True for a card that lived by itself before, under another name than the other. */
async function areTwo(tx: Tx, contactId: string, otherId: string): Promise<boolean> {
  if (contactId === otherId) return false
  const { rows } = await sql<{ two: boolean }>`
    select fold(p.name) <> fold(q.name) and (
        exists (select from conversations c where c.workspace_id = p.workspace_id and c.contact_id = p.id)
        or exists (select from identities i where i.workspace_id = p.workspace_id and i.contact_id = p.id
          and i.kind <> 'external')
      ) as two
    from contacts p, contacts q
    where p.workspace_id = ${tx.workspaceId} and p.id = ${contactId}
      and q.workspace_id = ${tx.workspaceId} and q.id = ${otherId}`.execute(tx)
  return rows[0]?.two ?? false
}
