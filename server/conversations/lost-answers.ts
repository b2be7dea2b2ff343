import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { lockThread } from './access.ts'
import { refreshFirstReplies, startEpisode } from './episodes.ts'
import { after, standingColumns, standingOf } from './standing.ts'

/** Servers give up after five days; what is told of later is no news of a closed conversation. */
const newsMs = 7 * 86_400_000

/**
 * An answer that did not arrive is none: the customer waits again, from now on, and the conversation is where somebody
 * looks. Not when only a copy was lost (`lostAddresses`, everybody when unknown), nor when we wrote again since.
 */
export async function answerLost(
  ground: Ground,
  tx: Tx,
  messageId: string,
  lostAddresses: string[] | undefined,
): Promise<void> {
  const message = await tx
    .selectFrom('messages')
    .select(['conversation_id', 'to_addresses', 'metadata'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  // A forward to a third person answered nothing.
  if (!message || 'forwards' in (message.metadata as object)) return
  const to = (message.to_addresses as { address: string }[]).map(({ address }) => address.toLowerCase())
  const lost = lostAddresses?.map(address => address.toLowerCase())
  if (lost && lost.length > 0 && to.length > 0 && !to.some(address => lost.includes(address))) return
  const conversation = await lockThread(tx, message.conversation_id)
  await markLost(tx, messageId)
  await countAgain(tx, message.conversation_id)
  if (!conversation || conversation.is_spam) return
  const again = await tx
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversation.id)
    .where('direction', '=', 'out')
    .where('id', '>', messageId)
    .where('delivery_status', 'in', ['scheduled', 'queued', 'sent', 'delivered'])
    .limit(1)
    .executeTakeFirst()
  if (again) return
  const now = ground.clock.now()
  if (conversation.closed_at && now.getTime() - conversation.closed_at.getTime() > newsMs) return
  const started =
    conversation.status === 'closed'
      ? await startEpisode(ground, tx, conversation, { by: 'system', actor: system, because: 'message' })
      : undefined
  const standing = after(standingOf({ ...conversation, ...started }), { kind: 'came', at: now })
  await tx
    .updateTable('conversations')
    .set(eb => ({
      version: eb('version', '+', 1),
      updated_at: now,
      ...started,
      ...standingColumns(standing),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.answer_lost',
    actor: system,
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { assigneeId: standing.assigneeId, teamId: conversation.team_id },
  })
}

/** Those who count answers ask what was lost to its customer: a status alone says that some address did not get it. */
async function markLost(tx: Tx, messageId: string): Promise<void> {
  await tx
    .updateTable('messages')
    .set({ metadata: sql`metadata || '{"isLost": true}'` })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .execute()
}

/** Sent again, it is underway once more, from now on. */
export async function foundAgain(tx: Tx, messageId: string, now: Date): Promise<void> {
  const row = await tx
    .updateTable('messages')
    .set({ metadata: sql`metadata - 'isLost' || jsonb_build_object('sentAgainAt', ${now}::timestamptz)` })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .returning('conversation_id')
    .executeTakeFirst()
  if (row) await countAgain(tx, row.conversation_id)
}

/** What was promised is kept by what reaches its customer: who replied first is read again, and the clocks with it. */
async function countAgain(tx: Tx, conversationId: string): Promise<void> {
  await refreshFirstReplies(tx, conversationId)
  await tx
    .updateTable('conversations')
    .set({ clocks_stale: true })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
}
