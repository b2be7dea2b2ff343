import { expect, test } from 'vitest'
import type { Actor } from './actor.ts'
import { seenBy } from './event-view.ts'
import type { FeedItem } from './events.ts'

const actor = (role: Actor['role'], more: Partial<Actor> = {}): Actor => ({
  kind: 'member',
  id: 'me',
  memberId: 'me',
  workspaceId: 'w',
  role,
  scopes: null,
  teamIds: [],
  partnerId: null,
  name: 'Me',
  language: 'fr',
  ...more,
})

const event = (type: string, data: Record<string, unknown> = {}, more: Partial<FeedItem> = {}): FeedItem => ({
  seq: 7,
  id: 'e',
  workspaceId: 'w',
  at: new Date('2026-11-21T09:00:00Z'),
  type,
  actor: { kind: 'system', id: null },
  subject: { kind: 'conversation', id: 'c' },
  conversationId: 'c',
  contactId: 'p',
  data,
  ...more,
})

test('people inside see an event as it was written, without the workspace it repeats', () => {
  expect(seenBy(actor('adviser'), event('survey.answered', { score: 1 }), true)).toEqual({
    seq: 7,
    id: 'e',
    at: '2026-11-21T09:00:00.000Z',
    type: 'survey.answered',
    actor: { kind: 'system', id: null },
    subject: { kind: 'conversation', id: 'c' },
    conversationId: 'c',
    contactId: 'p',
    data: { score: 1 },
  })
})

test.each([
  ['administrator', { scopes: ['audit:read'] }],
  ['supervisor', {}],
  ['adviser', {}],
] as const)('how the organisation changed is for administrators: %s', (role, data) => {
  const created = event(
    'api_key.created',
    { scopes: ['audit:read'] },
    { subject: { kind: 'api_key', id: 'k' }, conversationId: null, contactId: null },
  )
  expect(seenBy(actor(role), created, false)).toMatchObject({ type: 'api_key.created', data })
})

test.each(['collaborator', 'partner'] as const)(
  'a %s sees what happens in a thread they may see, no more',
  role => {
    const me = actor(role)
    const written = event('message.written', {
      channel: 'email',
      assigneeId: 'anna',
      mentions: ['luc'],
      before: { subject: 'secret' },
      memberId: 'luc',
    })
    expect(seenBy(me, written, true)?.data).toEqual({ channel: 'email', assigneeId: 'anna' })
    expect(seenBy(me, written, false)).toBeUndefined()
    expect(seenBy(me, event('survey.answered', { score: 1 }), true)).toBeUndefined()
    expect(seenBy(me, event('recovery.opened', {}), true)).toBeUndefined()
    expect(seenBy(me, event('contact.updated', {}, { conversationId: null }), true)).toBeUndefined()
  },
)

test('the change of a field that holds many values shows no values', () => {
  const changed = event('conversation.updated', {
    changed: ['tags'],
    from: { tags: ['vip'] },
    to: { tags: [] },
  })
  expect(seenBy(actor('partner'), changed, true)?.data).toEqual({ changed: ['tags'] })
})

test('a conversation joined into one they see does not show its own id', () => {
  const joined = event(
    'conversation.joined',
    { joinedId: 'c0' },
    { subject: { kind: 'conversation', id: 'c0' } },
  )
  expect(seenBy(actor('partner'), joined, true)).toMatchObject({ subject: { id: 'c' }, data: {} })
})

test('who loses a conversation learns that they lost it, not to whom', () => {
  const unshared = event('conversation.unshared', { memberId: 'me', assigneeId: 'anna' })
  expect(seenBy(actor('collaborator'), unshared, false)).toMatchObject({
    type: 'conversation.unshared',
    contactId: null,
    data: { memberId: 'me' },
  })
  expect(
    seenBy(actor('collaborator'), event('conversation.unshared', { memberId: 'other' }), false),
  ).toBeUndefined()

  const moved = event('conversation.assigned', { fromTeamId: 'mine', teamId: 'theirs', assigneeId: 'anna' })
  expect(seenBy(actor('partner', { teamIds: ['mine'] }), moved, false)).toMatchObject({
    contactId: null,
    data: {},
  })
  expect(seenBy(actor('partner', { teamIds: ['another'] }), moved, false)).toBeUndefined()
})
