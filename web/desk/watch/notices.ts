import type { FeedEvent } from '../../../contract/events.ts'
import type { Preferences } from '../../../contract/workspaces.ts'

export interface Notice {
  kind: 'message' | 'mention' | 'assigned' | 'overdue' | 'side' | 'held'
  conversationId: string
  /** Who did it, when it was a colleague. */
  actorId: string | null
}

/** What of an event is worth telling someone who is busy elsewhere: what is theirs, never their own acts, of the kinds they want. */
export function noticeOf(
  event: FeedEvent,
  me: { id: string; leads: boolean; told: Preferences['told'] },
): Notice | undefined {
  const { actor, conversationId } = event
  if (!conversationId || actor.id === me.id) return undefined
  const kind = kindOf(event, me)
  // An answer of somebody outside is an answer, and what holds a reply most often is one: one choice for them.
  if (!kind || !me.told.includes(kind === 'side' || kind === 'held' ? 'message' : kind)) return undefined
  return { kind, conversationId, actorId: actor.kind === 'member' ? actor.id : null }
}

function kindOf(
  { type, data }: FeedEvent,
  { id: myId, leads }: { id: string; leads: boolean },
): Notice['kind'] | undefined {
  if (type === 'message.received' && data.assigneeId === myId && data.automatic === 'none') return 'message'
  if (type === 'side_conversation.answered' && data.assigneeId === myId) return 'side'
  if (type === 'conversation.reply_held' && (data.authorId === myId || data.assigneeId === myId))
    return 'held'
  if (type === 'message.noted' && Array.isArray(data.mentions) && data.mentions.includes(myId))
    return 'mention'
  if (type === 'conversation.assigned' && data.assigneeId === myId) return 'assigned'
  // A delay is for whoever has the conversation; one that nobody has is for those who lead.
  if (type === 'conversation.overdue' && (data.assigneeId === myId || (leads && data.assigneeId === null)))
    return 'overdue'
  return undefined
}
