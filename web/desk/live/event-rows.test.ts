import { expect, test } from 'vitest'
import type { FeedEvent } from '../../../contract/events.ts'
import { conversationsOf, isAboutRows } from './event-rows.ts'

const event = (change: Partial<FeedEvent>): FeedEvent => ({
  seq: 1,
  id: 'v1',
  at: '2026-11-21T09:00:00Z',
  type: 'message.received',
  actor: { kind: 'contact', id: null },
  subject: { kind: 'message', id: 'm1' },
  conversationId: 'k1',
  contactId: 'c1',
  data: {},
  ...change,
})

test('a message touches its conversation, joining two requests touches both', () => {
  expect(conversationsOf(event({}))).toEqual(['k1'])
  expect(
    conversationsOf(event({ subject: { kind: 'conversation', id: 'k2' }, data: { joinedId: 'k2' } })),
  ).toEqual(['k1', 'k2'])
})

test('only what changes a row asks for it again', () => {
  expect(isAboutRows(event({}))).toBe(true)
  expect(isAboutRows(event({ type: 'survey.sent' }))).toBe(false)
  expect(isAboutRows(event({ type: 'message.received', conversationId: null }))).toBe(false)
})

test.each([
  'message.delivery_changed',
  'message.mailed',
  'conversation.acknowledged',
  'conversation.read',
  'conversation.visitor_left',
  'conversation.linked',
  'conversation.unlinked',
  'recovery.opened',
])('%s leaves the row as it is: the list would take it for one that has left the view', type => {
  expect(isAboutRows(event({ type }))).toBe(false)
})

test('every act on a conversation changes its row', () => {
  for (const type of ['conversation.assigned', 'conversation.closed', 'message.noted', 'message.cancelled'])
    expect(isAboutRows(event({ type }))).toBe(true)
})
