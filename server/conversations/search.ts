import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'

/**
 * Conversations whose messages hold the words, newest first, at most `limit`. Accents and word endings do not matter,
 * a typing mistake is corrected from the workspace's own words. `#4812` or a number is that conversation.
 */
export async function searchConversations(tx: Tx, question: string, limit = 200): Promise<string[]> {
  const number = /^#?(\d{1,12})$/.exec(question.trim())?.[1]
  const { rows } = await sql<{ conversation_id: string }>`
    select conversation_id from search_conversations(${question}, ${limit})
    ${number ? sql`union select id from conversations where workspace_id = ${tx.workspaceId} and number = ${number}::bigint` : sql``}`.execute(
    tx,
  )
  return rows.map(row => row.conversation_id)
}
