import type { FeedEvent } from '../../../contract/events.ts'

/**
 * What happens around a conversation without changing its row. A list asks for the rows that changed since, and takes
 * those it does not hear of for gone from the view: one of these would drop a row that still belongs there.
 */
const beside = new Set([
  'message.delivery_changed',
  'message.mailed',
  'conversation.acknowledged',
  'conversation.read',
  'conversation.visitor_left',
  'conversation.linked',
  'conversation.unlinked',
  // What they change is told by the assignment beside them.
  'conversation.transferred',
  'conversation.transfer_ended',
  'conversation.consulted',
  'conversation.consultation_unanswered',
  'conversation.consultation_ended',
  'conversation.participant_joined',
  'conversation.participant_left',
])

/** Says whether an event changes a row of a list. */
export function isAboutRows({ type, conversationId }: FeedEvent): boolean {
  return conversationId !== null && /^(?:conversation|message)\./.test(type) && !beside.has(type)
}

/** The conversations an event touches: joining two requests changes both. */
export function conversationsOf({ conversationId, subject, data }: FeedEvent): string[] {
  const others = [data.joinedId, data.fromId].filter(id => typeof id === 'string')
  const own = subject.kind === 'conversation' ? [subject.id] : []
  return [...new Set([...(conversationId ? [conversationId] : []), ...own, ...others])]
}
