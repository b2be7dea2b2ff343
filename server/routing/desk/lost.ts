import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'

/** Gives conversations back to their team, where they are somebody's still. */
export type TakeBack = (tx: Tx, memberId: string, conversationIds: string[]) => Promise<void>

/**
 * Chats of people who cannot be reached wait for others, with their first entry kept: a visitor does not wait for somebody
 * whose network is gone. It is kept beside the reservation, so that whoever comes back soon is asked first.
 */
export async function takeBackLost(
  { db }: Pick<Ground, 'db'>,
  takeBack: TakeBack,
  workspaceId: string,
): Promise<void> {
  const { rows } = await sql<{ member_id: string; ids: string[]; conversation_ids: string[] }>`
    select v.member_id, array_agg(v.id) as ids, array_agg(w.conversation_id) as conversation_ids
    from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    join work_states s on s.workspace_id = v.workspace_id and s.member_id = v.member_id
    where v.workspace_id = ${workspaceId} and v.ended_at is null and v.state = 'active' and w.channel = 'chat'
      and not is_reached(s)
    group by v.member_id`.execute(db.system)
  for (const { member_id: memberId, ids, conversation_ids: conversationIds } of rows)
    await db.inWorkspace(workspaceId, async tx => {
      await sql`
        update reservations set reason = 'unreachable'
        where workspace_id = ${workspaceId} and id = any (${ids}::uuid[]) and ended_at is null`.execute(tx)
      await takeBack(tx, memberId, conversationIds)
    })
}
