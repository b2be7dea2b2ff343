import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatMessage } from '../../contract/chat.ts'
import { emptyThread, lastOfOurs, told, unreadIn } from './thread.ts'

const message = (id: string, change: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  clientId: null,
  at: '2026-03-04T09:00:00Z',
  from: 'adviser',
  name: 'Anna',
  photoUrl: null,
  text: id,
  files: [],
  language: null,
  channel: 'chat',
  isSeen: false,
  ...change,
})

test('news that overtake each other or come twice make the same thread: each message once, in the server’s order, marks forward only', () => {
  const piece = fc.record({
    seq: fc.nat(50),
    items: fc.array(
      fc
        .record({ id: fc.constantFrom('1', '2', '3', '4', '5'), isSeen: fc.boolean() })
        .map(({ id, isSeen }) => message(id, { isSeen })),
      { maxLength: 4 },
    ),
    gone: fc.array(fc.constantFrom('2', '4'), { maxLength: 1 }),
    more: fc.constant(false),
  })
  const draws = fc.array(piece, { maxLength: 12 }).chain(pieces =>
    fc.tuple(
      fc.constant(pieces),
      fc.shuffledSubarray([...pieces, ...pieces], {
        minLength: pieces.length * 2,
        maxLength: pieces.length * 2,
      }),
    ),
  )
  fc.assert(
    fc.property(draws, ([pieces, shuffled]) => {
      const straight = pieces.reduce(told, emptyThread)
      const twisted = shuffled.reduce(told, emptyThread)
      expect(twisted).toEqual(straight)
      const ids = straight.messages.map(({ id }) => id)
      expect(ids).toEqual([...new Set(ids)].sort())
    }),
  )
})

test('what was taken back does not return with a late answer', () => {
  const thread = told(told(emptyThread, { items: [message('1')] }), { seq: 2, items: [], gone: ['1'] })
  expect(told(thread, { items: [message('1')] }).messages).toEqual([])
})

test('what is unread is ours and not seen', () => {
  const thread = told(emptyThread, {
    items: [message('1', { isSeen: true }), message('2'), message('3', { from: 'visitor' })],
  })
  expect(unreadIn(thread)).toBe(1)
  expect(lastOfOurs(thread)?.id).toBe('2')
})
