import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Channels } from '#server/platform/schema.ts'
import { withoutTag } from './reply-address.ts'

export type EmailChannel = Selectable<Channels>

/** The enabled channel that receives an address, in whatever workspace; its tag, if any, does not count. */
export async function channelOfAddress(
  system: Kysely<DB>,
  address: string,
): Promise<EmailChannel | undefined> {
  return system
    .selectFrom('channels')
    .selectAll()
    .where('kind', '=', 'email')
    .where('enabled', '=', true)
    .where(sql`lower(address)`, '=', withoutTag(address))
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
