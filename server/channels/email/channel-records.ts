import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Channels } from '#server/platform/schema.ts'
import { withoutTag } from './reply-address.ts'

export type EmailChannel = Selectable<Channels>

/**
 * The channel that receives an address, in whatever workspace; its tag, if any, does not count. Where nobody has the
 * address any more, the one that had it last: what comes is kept there, for whoever brings it back.
 */
export async function channelOfAddress(
  system: Kysely<DB>,
  address: string,
): Promise<EmailChannel | undefined> {
  return system
    .selectFrom('channels')
    .selectAll()
    .where('kind', '=', 'email')
    .where(eb => eb.or([eb('enabled', '=', true), eb('deleted_at', 'is not', null)]))
    .where(sql`lower(address)`, '=', withoutTag(address))
    .orderBy('deleted_at', one => one.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst()
}

export async function channelById(tx: Tx, id: string): Promise<EmailChannel | undefined> {
  return tx
    .selectFrom('channels')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('kind', '=', 'email')
    .where('id', '=', id)
    .executeTakeFirst()
}
