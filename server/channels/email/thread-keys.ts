import type { Tx } from '#server/platform/db.ts'

/** Message-IDs of the thread, oldest first, as References wants them; the last twenty are enough for any client. */
export async function threadKeys(tx: Tx, conversationId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('message_keys')
    .select('key')
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_kind', '=', 'email')
    .where('conversation_id', '=', conversationId)
    .orderBy('message_id', 'desc')
    .limit(20)
    .execute()
  return rows.map(row => row.key).reverse()
}
