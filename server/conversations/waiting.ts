import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { ConversationRecord } from './access.ts'

/** Since when the person of a conversation waits for an answer: their first message that none followed. */
export async function waitingSince(
  tx: Tx,
  conversation: Pick<ConversationRecord, 'id' | 'status' | 'waiting_since'>,
): Promise<Date | null> {
  if (conversation.status === 'closed' || conversation.status === 'waiting') return null
  const { rows } = await sql<{ at: Date | null }>`
    select min(time_of_id(x.id)) as at from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversation.id}
      and x.direction = 'in' and x.author_kind = 'contact' and x.automatic = 'none'
      and not exists (
        select from messages r
        where r.workspace_id = ${tx.workspaceId} and r.conversation_id = ${conversation.id} and r.id > x.id
          and r.direction = 'out' and r.delivery_status is distinct from 'cancelled' and r.automatic = 'none' and not r.metadata ? 'forwards'
      )`.execute(tx)
  return rows[0]?.at ?? conversation.waiting_since
}
