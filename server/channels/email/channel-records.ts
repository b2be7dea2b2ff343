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

/** Our own addresses in this workspace: what comes from them is our echo. */
export async function ownAddresses(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('channels')
    .select('address')
    .where('workspace_id', '=', tx.workspaceId)
    .where('kind', '=', 'email')
    .where('address', 'is not', null)
    .execute()
  return rows.map(row => row.address!.toLowerCase())
}
