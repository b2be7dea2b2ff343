import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { sees } from './consults/whom.ts'

// What those who are beside whoever has a conversation, asked or taking part, hear of it.

/** True for a reply of which nobody has the conversation who had it not before. */
export const isOfNobodyNew = ({ type, data }: StoredEvent): boolean =>
  type === 'message.written' && (data.assigneeId ?? null) === (data.fromAssigneeId ?? null)

/** An event `e` that is the closure which is taken back by another one: alone, or with its reply. */
export const isTakenBack = ({
  type,
  subject,
  data,
}: Pick<StoredEvent, 'type' | 'subject' | 'data'>): RawBuilder<unknown> =>
  type === 'message.cancelled'
    ? sql`e.type = 'conversation.closed' and e.data ->> 'messageId' = ${subject.id}`
    : sql`e.type = 'conversation.closed' and e.id = ${data.closedEventId}::uuid`

/** True for what may take a conversation out of somebody's sight: it went to another team, or is not shared any more. */
export const mayHide = ({ type, data }: StoredEvent): boolean =>
  type === 'conversation.unshared' || (data.teamId ?? null) !== (data.fromTeamId ?? data.teamId ?? null)

/** Those who take part in a conversation, or are asked something in it, and see it no more. */
export async function unseeing(tx: Tx, conversationId: string): Promise<string[]> {
  const conversation = await tx
    .selectFrom('conversations')
    .select(['id', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  if (!conversation) return []
  const { rows } = await sql<{ id: string }>`
    select m.id from members m
    where m.workspace_id = ${tx.workspaceId} and not ${sees(conversation)} and m.id in (
      select p.member_id from participations p
      where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${conversationId} and p.ended_at is null
      union
      select x.member_id from consultations q
      join consultation_people x on x.workspace_id = q.workspace_id and x.consultation_id = q.id and x.declined_at is null
      where q.workspace_id = ${tx.workspaceId} and q.conversation_id = ${conversationId} and q.state = 'open'
    )
    order by m.id`.execute(tx)
  return rows.map(({ id }) => id)
}
