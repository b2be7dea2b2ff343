import type { Conversation } from '../../../contract/conversations.ts'
import type { FeedEvent } from '../../../contract/events.ts'

/** Something that happened to a conversation besides its messages, said in one line of the thread. */
export interface SystemLine {
  id: string
  at: string
  actor: { kind: 'member' | 'api_key' | 'contact' | 'system'; id: string | null }
  what: LineKind
  /** Ids and values that the sentence needs. */
  data: Record<string, unknown>
  /** Already named people, where the server names them. */
  name?: string | undefined
}

const kinds = {
  'conversation.assigned': 'assigned',
  'conversation.transferred': 'transferred',
  'conversation.transfer_ended': 'transferEnded',
  'conversation.consulted': 'consulted',
  'conversation.consultation_unanswered': 'consultUnanswered',
  'conversation.consultation_ended': 'consultEnded',
  'conversation.participant_joined': 'joinedIn',
  'conversation.participant_left': 'leftOut',
  'conversation.closed': 'closed',
  'conversation.closure_undone': 'closureUndone',
  'conversation.reopened': 'reopened',
  'conversation.snoozed': 'snoozed',
  'conversation.woken': 'woken',
  'conversation.due_soon': 'dueSoon',
  'conversation.overdue': 'overdue',
  'conversation.promise_moved': 'promiseMoved',
  'conversation.answer_lost': 'answerLost',
  'conversation.status_changed': 'status',
  'conversation.updated': 'updated',
  'conversation.spam_set': 'spam',
  'conversation.joined': 'joined',
  'conversation.separated': 'separated',
  'conversation.split': 'split',
  'conversation.linked': 'linked',
  'conversation.unlinked': 'unlinked',
  'conversation.shared': 'shared',
  'conversation.unshared': 'unshared',
  'conversation.reply_scheduled': 'replyScheduled',
  'conversation.reply_moved': 'replyMoved',
  'conversation.reply_unscheduled': 'replyUnscheduled',
  'conversation.reply_held': 'replyHeld',
  'conversation.acknowledged': 'acknowledged',
  'conversation.complaint_proposed': 'complaintProposed',
  'conversation.complaint_confirmed': 'complaintConfirmed',
  'conversation.complaint_dismissed': 'complaintDismissed',
  'conversation.complaint_acknowledged': 'complaintAcknowledged',
  'conversation.complaint_undelivered': 'complaintUndelivered',
  'conversation.complaint_held': 'complaintHeld',
  'conversation.complaint_concluded': 'complaintConcluded',
  'conversation.complaint_due_soon': 'complaintDueSoon',
  'conversation.complaint_overdue': 'complaintOverdue',
  'message.cancelled': 'cancelled',
  'side_conversation.opened': 'sideOpened',
  'side_conversation.answered': 'sideAnswered',
  'rule.applied': 'ruleApplied',
  'rule.undone': 'ruleUndone',
  'survey.sent': 'surveySent',
  'survey.refused': 'surveyRefused',
  'survey.answered': 'surveyAnswered',
  'survey.answer_changed': 'surveyAnswered',
  'recovery.opened': 'recoveryOpened',
  'recovery.closed': 'recoveryClosed',
} as const

export type LineKind = (typeof kinds)[keyof typeof kinds]

/** Changes that only bookkeeping would read: the header shows their result. */
const quietChanges = new Set(['subject', 'fields', 'language'])

/**
 * The lines of a thread: what the feed tells, and what only the episodes and the survey remember, since events of
 * imported or older conversations are not in the feed.
 */
export function systemLines(
  conversation: Pick<Conversation, 'episodes' | 'survey' | 'recoveryId'>,
  events: readonly FeedEvent[],
): SystemLine[] {
  const told = events.flatMap(lineOf)
  const has = (what: LineKind, episodeId?: string) =>
    told.some(line => line.what === what && (!episodeId || line.data.episodeId === episodeId))
  const remembered = conversation.episodes.flatMap(episode => [
    ...(episode.number > 1 && !has('reopened', episode.id) ? [reopening(episode)] : []),
    ...(episode.closedAt && !has('closed', episode.id) ? [closing(episode, episode.closedAt)] : []),
  ])
  return [...told, ...remembered, ...surveyLines(conversation, has)].sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at),
  )
}

function lineOf(event: FeedEvent): SystemLine[] {
  if (!(event.type in kinds)) return []
  const what = kinds[event.type as keyof typeof kinds] // asked on the line above
  // The transfer says it.
  if (what === 'assigned' && event.data.because === 'transfer') return []
  // The closure or the transfer says it.
  if (what === 'consultEnded' && (event.data.state === 'closed' || event.data.state === 'handed_over'))
    return []
  if (what === 'leftOut' && event.data.because !== 'left') return []
  if (what === 'updated') {
    const changed = Array.isArray(event.data.changed) ? event.data.changed : []
    if (changed.every(name => quietChanges.has(String(name)))) return []
  }
  return [{ id: event.id, at: event.at, actor: event.actor, what, data: event.data }]
}

type Episode = Conversation['episodes'][number]

function reopening(episode: Episode): SystemLine {
  return {
    id: `reopened-${episode.id}`,
    at: episode.openedAt,
    actor: { kind: episode.openedBy, id: null },
    what: 'reopened',
    data: { episodeId: episode.id },
  }
}

function closing(episode: Episode, at: string): SystemLine {
  return {
    id: `closed-${episode.id}`,
    at,
    actor: { kind: episode.closedBy ? 'member' : 'system', id: episode.closedBy?.id ?? null },
    what: 'closed',
    data: { episodeId: episode.id, note: episode.closingNote },
    name: episode.closedBy?.name,
  }
}

/** The last survey is told whole by the conversation; its words are personal and stand in no event. */
function surveyLines(
  { survey, recoveryId }: Pick<Conversation, 'survey' | 'recoveryId'>,
  has: (what: LineKind) => boolean,
): SystemLine[] {
  if (!survey) return []
  const line = (what: LineKind, at: string, data: Record<string, unknown> = {}): SystemLine => ({
    id: `${what}-${at}`,
    at,
    actor: { kind: what === 'surveyAnswered' ? 'contact' : 'system', id: null },
    what,
    data,
  })
  return [
    ...(has('surveySent') ? [] : [line('surveySent', survey.sentAt)]),
    ...(survey.answeredAt && !has('surveyAnswered') ? [line('surveyAnswered', survey.answeredAt)] : []),
    ...(survey.answeredAt && recoveryId && !has('recoveryOpened')
      ? [line('recoveryOpened', survey.answeredAt, { recoveryId })]
      : []),
  ]
}
