import type { FeedEvent } from '../../../contract/events.ts'

export interface Notice {
  kind: 'message' | 'mention' | 'assigned' | 'overdue'
  conversationId: string
  /** Who did it, when it was a colleague. */
  actorId: string | null
}

/** What of an event is worth telling someone who is busy elsewhere: only what is theirs, and never their own acts. */
export function noticeOf(
  event: FeedEvent,
  { id: myId, leads }: { id: string; leads: boolean },
): Notice | undefined {
  const { type, actor, conversationId, data } = event
  if (!conversationId || actor.id === myId) return undefined
  const notice = (kind: Notice['kind']): Notice => ({
    kind,
    conversationId,
    actorId: actor.kind === 'member' ? actor.id : null,
  })
  if (type === 'message.received' && data.assigneeId === myId && data.automatic === 'none')
    return notice('message')
  if (type === 'message.noted' && Array.isArray(data.mentions) && data.mentions.includes(myId))
    return notice('mention')
  if (type === 'conversation.assigned' && data.assigneeId === myId) return notice('assigned')
  // A delay is for whoever has the conversation; one that nobody has is for those who lead.
  if (type === 'conversation.overdue' && (data.assigneeId === myId || (leads && data.assigneeId === null)))
    return notice('overdue')
  return undefined
}
