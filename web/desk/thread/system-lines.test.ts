import { expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { FeedEvent } from '../../../contract/events.ts'
import { systemLines } from './system-lines.ts'

const event = (type: string, at: string, data: Record<string, unknown> = {}): FeedEvent => ({
  seq: 1,
  id: `${type}-${at}`,
  at,
  type,
  actor: { kind: 'member', id: 'm1' },
  subject: { kind: 'conversation', id: 'k1' },
  conversationId: 'k1',
  contactId: null,
  data,
})
type Episode = Conversation['episodes'][number]
const episode = (change: Partial<Episode>): Episode => ({
  id: 'e1',
  number: 1,
  openedAt: '2026-11-20T08:00:00Z',
  openedBy: 'contact',
  firstReplyAt: null,
  acknowledgedAt: null,
  closedAt: null,
  closedBy: null,
  closingNote: null,
  ...change,
})
const conversation = (change: Partial<Conversation>) => ({
  episodes: [],
  survey: null,
  recoveryId: null,
  ...change,
})

test('only what a colleague needs to know makes a line', () => {
  const lines = systemLines(conversation({}), [
    event('message.received', '2026-11-20T09:00:00Z'),
    event('conversation.assigned', '2026-11-20T09:01:00Z', { assigneeId: 'm1' }),
    event('conversation.updated', '2026-11-20T09:02:00Z', { changed: ['subject', 'fields'] }),
    event('conversation.updated', '2026-11-20T09:03:00Z', { changed: ['reason_id'] }),
  ])
  expect(lines.map(line => line.what)).toEqual(['assigned', 'updated'])
})

test('closures and reopenings that the feed does not hold come from the episodes, once', () => {
  const episodes = [
    episode({
      closedAt: '2026-11-20T09:00:00Z',
      closedBy: { id: 'm1', name: 'Léa' },
      closingNote: 'Sent again',
    }),
    episode({ id: 'e2', number: 2, openedAt: '2026-11-21T08:00:00Z' }),
  ]
  const remembered = systemLines(conversation({ episodes }), [])
  expect(remembered.map(line => line.what)).toEqual(['closed', 'reopened'])
  expect(remembered[0]).toMatchObject({ name: 'Léa', data: { note: 'Sent again' } })
  const told = systemLines(conversation({ episodes }), [
    event('conversation.closed', '2026-11-20T09:00:00Z', { episodeId: 'e1' }),
    event('conversation.reopened', '2026-11-21T08:00:00Z', { episodeId: 'e2' }),
  ])
  expect(told.map(line => line.id)).toEqual([
    'conversation.closed-2026-11-20T09:00:00Z',
    'conversation.reopened-2026-11-21T08:00:00Z',
  ])
})

test('a survey and the recovery it opened are told in their order', () => {
  const survey = {
    score: 1,
    comment: 'Late',
    sentAt: '2026-11-20T10:00:00Z',
    answeredAt: '2026-11-20T12:00:00Z',
  }
  const lines = systemLines(conversation({ survey, recoveryId: 'r1' }), [])
  expect(lines.map(line => line.what)).toEqual(['surveySent', 'surveyAnswered', 'recoveryOpened'])
})
