import { type RawBuilder, sql } from 'kysely'
import type { StoredEvent } from '#server/platform/events.ts'

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
