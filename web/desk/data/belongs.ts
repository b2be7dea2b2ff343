import type { ConversationRow, View } from '../../../contract/conversations.ts'

/** Who looks: views such as "mine" depend on it. */
export interface Looker {
  id: string
}

const active = new Set<ConversationRow['status']>(['new', 'open', 'waiting', 'on_hold'])
const unanswered = new Set<ConversationRow['status']>(['new', 'open', 'on_hold'])

/**
 * Says whether a row may still stand in a view after one's own act, so that it leaves at once. Where only the
 * server knows (mentions, a search), it stays until the server says otherwise.
 */
export function mayBelong(view: View, row: ConversationRow, me: Looker): boolean {
  const isActive = active.has(row.status) && !row.isSpam
  switch (view) {
    case 'mine':
      return isActive && row.assignee?.id === me.id
    case 'unassigned':
      return isActive && row.assignee === null
    case 'team':
      return isActive
    case 'oldest':
      return unanswered.has(row.status) && !row.isSpam && row.waitingSince !== null
    case 'soon':
    case 'late':
      return unanswered.has(row.status) && !row.isSpam && row.dueAt !== null
    case 'complaints':
      return row.status !== 'closed' && !row.isSpam && row.complaint !== null && row.complaint !== 'dismissed'
    case 'snoozed':
      return row.status === 'snoozed'
    case 'closed':
      return row.status === 'closed'
    case 'spam':
      return row.isSpam
    case 'scheduled':
      return row.scheduledReply !== null
    case 'drafts':
      return row.hasDraft
    case 'mentions':
    case 'all':
      return true
  }
}
