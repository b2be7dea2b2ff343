import type { FeedEvent } from '../../../contract/events.ts'

export interface Notice {
  kind: 'message' | 'mention' | 'assigned' | 'overdue'
  conversationId: string
  /** Who did it, when it was a colleague. */
  actorId: string | null
}

/** What of an event is worth telling someone who is busy elsewhere: what is theirs, never their own acts, of the kinds they want. */
export function noticeOf(
  event: FeedEvent,
  me: { id: string; leads: boolean; told: readonly Notice['kind'][] },
): Notice | undefined {
  const { actor, conversationId } = event
  if (!conversationId || actor.id === me.id) return undefined
  const kind = kindOf(event, me)
  if (!kind || !me.told.includes(kind)) return undefined
  return { kind, conversationId, actorId: actor.kind === 'member' ? actor.id : null }
}

function kindOf(
  { type, data }: FeedEvent,
  { id: myId, leads }: { id: string; leads: boolean },
): Notice['kind'] | undefined {
  if (type === 'message.received' && data.assigneeId === myId && data.automatic === 'none') return 'message'
  if (type === 'message.noted' && Array.isArray(data.mentions) && data.mentions.includes(myId))
    return 'mention'
  if (type === 'conversation.assigned' && data.assigneeId === myId) return 'assigned'
  // A delay is for whoever has the conversation; one that nobody has is for those who lead.
  if (type === 'conversation.overdue' && (data.assigneeId === myId || (leads && data.assigneeId === null)))
    return 'overdue'
  return undefined
}
