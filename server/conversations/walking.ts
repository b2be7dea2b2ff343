import { sql } from 'kysely'
import type { WalkedMessage } from '#contract/conversations.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'
import { type MessageRecord, messageColumns, toMessage } from './messages.ts'
import { seen, teamsOf } from './views.ts'

export interface WalkQuestion {
  updatedSince?: string | undefined
  cursor?: string | undefined
  limit: number
}

interface WalkedRecord extends MessageRecord {
  updated_at: Date
  is_emptied: boolean
  /** To the microsecond: a cursor cut to milliseconds would skip messages, or give them twice. */
  place: string
}

/**
 * A page of the messages that someone may see, in the order of their last change. One that changes meanwhile comes again
 * at the end; of those of one instant, the id is the order.
 */
export async function messagesByChange(tx: Tx, actor: Actor, { updatedSince, cursor, limit }: WalkQuestion) {
  const teams = teamsOf('all', actor)
  const [at, id] = cursor === undefined ? [] : decodeCursor(cursor, 2)
  const { rows } = await sql<WalkedRecord>`
    ${messageColumns(
      tx,
      sql`
      to_char(x.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place,
      x.text = '' and (c.emptied_at is not null or p.erased_at is not null) as is_emptied,`,
    )}
    join conversations c on c.workspace_id = ${tx.workspaceId} and c.id = x.conversation_id
    join contacts p on p.workspace_id = ${tx.workspaceId} and p.id = c.contact_id
    where x.workspace_id = ${tx.workspaceId}
      ${updatedSince === undefined ? sql`` : sql`and x.updated_at >= ${updatedSince}::timestamptz`}
      ${at === undefined ? sql`` : sql`and (x.updated_at, x.id) > (${momentOf(at)}::timestamptz, ${idOf(id!)}::uuid)`}
      and ${teams === undefined ? sql`true` : sql`c.team_id = any (${teams}::uuid[])`} and ${seen(tx, actor)}
    order by x.updated_at, x.id
    limit ${sql.lit(limit + 1)}`.execute(tx)
  return toPage(rows, limit, row => [row.place, row.id], toWalked)
}

const toWalked = (row: WalkedRecord): WalkedMessage => ({
  ...toMessage(row),
  updatedAt: row.updated_at.toISOString(),
  state: stateOf(row),
})

function stateOf({ is_emptied, redactions, delivery_status }: WalkedRecord): WalkedMessage['state'] {
  if (is_emptied) return 'emptied'
  if (delivery_status === 'cancelled') return 'taken_back'
  return redactions === null ? 'whole' : 'redacted'
}
