import type { Conversation } from '../../../contract/conversations.ts'
import { aRow } from './a-row.ts'

/** A whole conversation for the tests; only what matters to a test is said. */
export function aConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    ...aRow({ id: 'k1' }),
    fields: {},
    promisedBy: null,
    clocks: [],
    linkedTo: null,
    splitFrom: null,
    links: [],
    episodes: [
      {
        id: 'e1',
        number: 1,
        openedAt: '2026-11-21T08:00:00Z',
        openedBy: 'contact',
        firstReplyAt: null,
        acknowledgedAt: null,
        closedAt: null,
        closedBy: null,
        closingNote: null,
      },
    ],
    sharedWith: [],
    lastReadMessageId: null,
    survey: null,
    recoveryId: null,
    allowed: ['reply', 'note', 'assign', 'close', 'edit', 'share', 'redact'],
    ...change,
  }
}
