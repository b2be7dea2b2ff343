import { expect, test } from 'vitest'
import type { FeedEvent } from '../../../contract/events.ts'
import type { Preferences } from '../../../contract/workspaces.ts'
import { noticeOf } from './notices.ts'

const event = (type: string, data: FeedEvent['data'], actorId: string | null = null): FeedEvent => ({
  seq: 1,
  id: 'v1',
  at: '2026-11-21T09:00:00Z',
  type,
  actor: { kind: actorId ? 'member' : 'contact', id: actorId },
  subject: { kind: 'message', id: 'm1' },
  conversationId: 'k1',
  contactId: 'c1',
  data,
})

const told: Preferences['told'] = ['message', 'mention', 'assigned', 'overdue']

test.each([
  ['a message in one of mine', event('message.received', { assigneeId: 'me', automatic: 'none' }), 'message'],
  ['an automatic one', event('message.received', { assigneeId: 'me', automatic: 'outOfOffice' }), undefined],
  [
    'a message in a colleague’s',
    event('message.received', { assigneeId: 'karim', automatic: 'none' }),
    undefined,
  ],
  ['the supplier’s answer to mine', event('side_conversation.answered', { assigneeId: 'me' }), 'side'],
  ['a note that names me', event('message.noted', { mentions: ['karim', 'me'] }, 'karim'), 'mention'],
  ['a note that names others', event('message.noted', { mentions: ['karim'] }, 'karim'), undefined],
  ['what a colleague gives me', event('conversation.assigned', { assigneeId: 'me' }, 'karim'), 'assigned'],
  [
    'E33: a complaint that comes home to my team from a partner',
    event('conversation.assigned', { assigneeId: null, teamId: 'fleurs', because: 'complaint' }, 'karim'),
    'complaintHome',
  ],
  [
    'one that comes home to another team',
    event('conversation.assigned', { assigneeId: null, teamId: 'autre', because: 'complaint' }, 'karim'),
    undefined,
  ],
  ['what I take myself', event('conversation.assigned', { assigneeId: 'me' }, 'me'), undefined],
  ['E33: the delay of one of mine', event('conversation.overdue', { assigneeId: 'me' }), 'overdue'],
  ['the delay of a colleague’s', event('conversation.overdue', { assigneeId: 'karim' }), undefined],
  [
    'a delay of my team, where its promise tells the team',
    event('conversation.overdue', { assigneeId: 'karim', teamId: 'fleurs', notify: ['team'] }),
    'overdue',
  ],
  [
    'a delay of another team',
    event('conversation.overdue', { assigneeId: 'karim', teamId: 'autre', notify: ['team'] }),
    undefined,
  ],
  [
    'what is soon due, where its promise tells whoever has it',
    event('conversation.due_soon', { assigneeId: 'me', notify: ['owner'] }),
    'dueSoon',
  ],
  [
    'what is soon due, where its promise tells nobody',
    event('conversation.due_soon', { assigneeId: 'me', notify: [] }),
    undefined,
  ],
  ['a delay that nobody has', event('conversation.overdue', { assigneeId: null }), undefined],
])('%s', (_, happened, kind) => {
  expect(noticeOf(happened, { id: 'me', leads: false, teamIds: ['fleurs'], told })?.kind).toBe(kind)
})

test('E33: a delay of a conversation that nobody has is told to those who lead', () => {
  const happened = event('conversation.overdue', { assigneeId: null })
  expect(noticeOf(happened, { id: 'me', leads: true, teamIds: [], told })?.kind).toBe('overdue')
})

test('what somebody does not want to hear of is not told', () => {
  const happened = event('conversation.assigned', { assigneeId: 'me' }, 'karim')
  expect(
    noticeOf(happened, { id: 'me', leads: false, teamIds: ['fleurs'], told: ['message'] }),
  ).toBeUndefined()
})
