import { expect, test } from 'vitest'
import { aConversation } from '../testing/a-conversation.ts'
import { aMessage } from '../testing/a-message.ts'
import { whyOf } from './why.ts'

const kinds = (...parts: Parameters<typeof whyOf>) => whyOf(...parts).map(why => why.kind)

test('each automatic choice of a conversation is told', () => {
  const conversation = aConversation({
    linkedTo: { id: 'k0', number: 7, subject: 'Before', status: 'closed' },
    team: { id: 't1', name: 'Mail' },
    dueAt: '2026-11-22T08:00:00Z',
    isSpam: true,
    survey: { score: null, comment: null, sentAt: '2026-11-21T09:00:00Z', answeredAt: null },
    recoveryId: 'r1',
  })
  expect(kinds(conversation, [aMessage({ id: '1', automatic: 'bounce' })])).toEqual([
    'linked',
    'team',
    'due',
    'spam',
    'automatic',
    'language',
    'survey',
    'recovery',
  ])
})

test('what a person chose is not told as automatic', () => {
  const [episode] = aConversation().episodes
  const conversation = aConversation({
    episodes: [{ ...episode!, openedBy: 'member' }],
    team: { id: 't1', name: 'Mail' },
  })
  expect(kinds(conversation, [])).toEqual([])
})

test('X9: an answer due by a time promise says which one', () => {
  const promised = aConversation({
    dueAt: '2026-11-22T08:00:00Z',
    promisedBy: { id: 'p1', name: 'Premium' },
    episodes: [],
  })
  expect(whyOf(promised, [])).toEqual([{ kind: 'promised', at: '2026-11-22T08:00:00Z', name: 'Premium' }])
})
