import type { FeedEvent } from '../../../contract/events.ts'
import type { Preferences } from '../../../contract/workspaces.ts'

/** What becomes of a question to colleagues. */
type Consulted = 'consulted' | 'consultAnswered' | 'consultDeclined' | 'consultTaken' | 'consultUnanswered'

export interface Notice {
  kind:
    | 'message'
    | 'mention'
    | 'assigned'
    | 'overdue'
    | 'dueSoon'
    | 'side'
    | 'held'
    | 'returned'
    | 'complaintSoon'
    | 'complaintLate'
    | 'complaintHome'
    | Consulted
    | 'broughtIn'
  conversationId: string
  /** Who did it, when it was a colleague. */
  actorId: string | null
}

/** What of an event is worth telling someone who is busy elsewhere: what is theirs, never their own acts, of the kinds they want. */
export function noticeOf(
  event: FeedEvent,
  me: { id: string; leads: boolean; teamIds: readonly string[]; told: Preferences['told'] },
): Notice | undefined {
  const { actor, conversationId } = event
  if (!conversationId || actor.id === me.id) return undefined
  const kind = kindOf(event, me)
  if (!kind || !me.told.includes(choices[kind])) return undefined
  return { kind, conversationId, actorId: actor.kind === 'member' ? actor.id : null }
}

// An answer of somebody outside is an answer, and what holds a reply most often is one: one choice for them.
const choices: Record<Notice['kind'], Preferences['told'][number]> = {
  ...{ message: 'message', side: 'message', held: 'message' },
  ...{
    mention: 'mention',
    assigned: 'assigned',
    returned: 'assigned',
    overdue: 'overdue',
    dueSoon: 'overdue',
    complaintSoon: 'overdue',
    complaintLate: 'overdue',
    complaintHome: 'assigned',
  },
  // A question to me calls me as a note does, and so does what becomes of mine.
  ...{ consulted: 'mention', consultAnswered: 'mention', consultDeclined: 'mention' },
  ...{ consultTaken: 'mention', consultUnanswered: 'mention', broughtIn: 'assigned' },
}

function kindOf(
  { type, data, actor }: FeedEvent,
  me: { id: string; leads: boolean; teamIds: readonly string[] },
): Notice['kind'] | undefined {
  const { id: myId } = me
  if (type === 'message.received' && data.assigneeId === myId && data.automatic === 'none') return 'message'
  if (type === 'side_conversation.answered' && data.assigneeId === myId) return 'side'
  if (type === 'conversation.reply_held' && (data.authorId === myId || data.assigneeId === myId))
    return 'held'
  if (type === 'message.noted' && Array.isArray(data.mentions) && data.mentions.includes(myId))
    return 'mention'
  if (type === 'conversation.transfer_ended' && data.assigneeId === myId) return 'returned'
  if (type === 'conversation.consulted' && Array.isArray(data.askedIds) && data.askedIds.includes(myId))
    return 'consulted'
  if (type === 'conversation.consultation_unanswered' && data.byId === myId) return 'consultUnanswered'
  if (type === 'conversation.consultation_ended' && data.byId === myId)
    return typeof data.state === 'string' ? ended[data.state] : undefined
  if (type === 'conversation.participant_joined' && data.memberId === myId) return 'broughtIn'
  if (type === 'conversation.assigned' && data.because === 'complaint') return homeOf(data, me)
  // What comes back untaken is told as that.
  if (type === 'conversation.assigned' && data.assigneeId === myId)
    return data.because === 'transfer' && actor.kind === 'system' ? undefined : 'assigned'
  if (type === 'conversation.overdue' && isTold(data, me)) return 'overdue'
  if (type === 'conversation.due_soon' && isTold(data, me)) return 'dueSoon'
  if (type === 'conversation.complaint_overdue' && isTold(data, me)) return 'complaintLate'
  if (type === 'conversation.complaint_due_soon' && isTold(data, me)) return 'complaintSoon'
  return undefined
}

/** A complaint that came home from a partner is for its team, and where it has none for those who lead. */
function homeOf(
  { assigneeId, teamId }: FeedEvent['data'],
  { id, leads, teamIds }: { id: string; leads: boolean; teamIds: readonly string[] },
): 'complaintHome' | undefined {
  if (assigneeId) return assigneeId === id ? 'complaintHome' : undefined
  const isOurs = typeof teamId === 'string' && teamIds.includes(teamId)
  return isOurs || leads ? 'complaintHome' : undefined
}

const ended: Record<string, Consulted | undefined> = {
  answered: 'consultAnswered',
  declined: 'consultDeclined',
  handed_over: 'consultTaken',
}

/** Whom a promise says to tell. A delay is for whoever has the conversation; one that nobody has is for those who lead. */
function isTold(
  { assigneeId, teamId, notify }: FeedEvent['data'],
  { id, leads, teamIds }: { id: string; leads: boolean; teamIds: readonly string[] },
): boolean {
  const who: unknown[] = Array.isArray(notify) ? notify : ['owner']
  return (
    (who.includes('owner') && (assigneeId === id || (leads && assigneeId === null))) ||
    (who.includes('supervisors') && leads) ||
    (who.includes('team') && typeof teamId === 'string' && teamIds.includes(teamId))
  )
}
