import type { ConversationRow } from '../../../contract/conversations.ts'

/** A row for the tests; only what matters to a test is said. */
export function aRow(change: Partial<ConversationRow> & { id: string }): ConversationRow {
  return {
    number: 1,
    subject: 'Bouquet not received',
    status: 'open',
    isSpam: false,
    channel: 'email',
    channelId: null,
    language: 'fr',
    contact: { id: 'c1', name: 'Anna Pereira', isVip: false },
    assignee: null,
    team: null,
    priority: 'normal',
    reasonId: null,
    tags: [],
    preview: '',
    lastDirection: 'in',
    lastMessageAt: '2026-11-21T08:00:00.000Z',
    lastMessageId: null,
    waitingSince: null,
    dueAt: null,
    dueKind: null,
    warnAt: null,
    snoozedUntil: null,
    unread: false,
    hasDraft: false,
    scheduledReply: null,
    messageCount: 1,
    emptied: null,
    version: 1,
    createdAt: '2026-11-21T08:00:00.000Z',
    updatedAt: '2026-11-21T08:00:00.000Z',
    closedAt: null,
    ...change,
  }
}
