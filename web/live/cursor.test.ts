import { expect, test } from 'vitest'
import type { FeedEvent } from '../../contract/events.ts'
import { createCursor, type EventPage } from './cursor.ts'

const event = (seq: number): FeedEvent => ({
  seq,
  id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  at: '2026-11-21T09:00:00Z',
  type: 'message.received',
  actor: { kind: 'system', id: null },
  subject: { kind: 'conversation', id: '00000000-0000-7000-8000-000000000001' },
  conversationId: null,
  contactId: null,
  data: {},
})

function aCursor(from: number, feed: number[], pageSize = 500) {
  const delivered: number[] = []
  let afresh = 0
  const asked: number[] = []
  const cursor = createCursor({
    from,
    eventsAfter: async (seq): Promise<EventPage> => {
      asked.push(seq)
      const following = feed.filter(number => number > seq)
      return {
        items: following.slice(0, pageSize).map(event),
        last: feed.at(-1) ?? from,
        more: following.length > pageSize,
      }
    },
    deliver: found => delivered.push(found.seq),
    startAfresh: () => {
      afresh += 1
    },
  })
  return { cursor, delivered, asked, afresh: () => afresh }
}

test('an event that the socket brings twice is delivered once', () => {
  const { cursor, delivered } = aCursor(10, [])
  cursor.receive(event(11))
  cursor.receive(event(11))
  expect(delivered).toEqual([11])
})

test('an event from before the screen was loaded is not delivered', () => {
  const { cursor, delivered } = aCursor(10, [])
  cursor.receive(event(10))
  expect(delivered).toEqual([])
})

test('after a cut, what was missed is delivered in order and what was known is not repeated', async () => {
  const { cursor, delivered } = aCursor(10, [11, 12, 13, 14])
  cursor.receive(event(12))
  await cursor.catchUp()
  expect(delivered).toEqual([12, 11, 13, 14])
  expect(cursor.position()).toBe(14)
})

test('an event that comes while the gap is being filled waits for its turn', async () => {
  const { cursor, delivered } = aCursor(10, [11, 12])
  const filled = cursor.catchUp()
  cursor.receive(event(14))
  cursor.receive(event(13))
  cursor.receive(event(12))
  await filled
  expect(delivered).toEqual([11, 12, 13, 14])
})

test('a long absence is read page by page', async () => {
  const { cursor, delivered, asked } = aCursor(0, [1, 2, 3, 4, 5], 2)
  await cursor.catchUp()
  expect(delivered).toEqual([1, 2, 3, 4, 5])
  expect(asked).toEqual([0, 2, 4])
})

test('after too long an absence the screens ask again instead of replaying', async () => {
  const feed = Array.from({ length: 3000 }, (_, index) => index + 1)
  const { cursor, delivered, afresh } = aCursor(0, feed)
  await cursor.catchUp()
  expect(afresh()).toBe(1)
  expect(delivered).toEqual([])
  cursor.receive(event(3001))
  expect(delivered).toEqual([3001])
})

test('a failed catch-up loses nothing: the next one starts from the same number', async () => {
  let fails = true
  const delivered: number[] = []
  const cursor = createCursor({
    from: 5,
    eventsAfter: async seq => {
      if (fails) throw new Error('no network')
      return { items: [event(6), event(7)].filter(found => found.seq > seq), last: 7, more: false }
    },
    deliver: found => delivered.push(found.seq),
    startAfresh: () => undefined,
  })
  const filled = cursor.catchUp()
  cursor.receive(event(7))
  await expect(filled).rejects.toThrow('no network')
  expect(cursor.isBehind()).toBe(true)
  cursor.settle(7) // a tick closes no gap
  fails = false
  await cursor.catchUp()
  expect(delivered).toEqual([7, 6])
  expect(cursor.isBehind()).toBe(false)
})

test('a gap asked for while another is being filled is filled too: the first answer may be too old', async () => {
  const feed = [11]
  const { cursor, delivered, asked } = aCursor(10, feed)
  const first = cursor.catchUp()
  await Promise.resolve() // the question is put
  feed.push(12) // after the first question was answered, before its answer arrived
  await Promise.all([first, cursor.catchUp(), cursor.catchUp()])
  expect(delivered).toEqual([11, 12])
  expect(asked).toEqual([10, 11])
})

test('a tick that comes while a gap is being filled does not close the gap', async () => {
  let answer: (page: EventPage) => void = () => undefined
  const delivered: number[] = []
  const cursor = createCursor({
    from: 10,
    eventsAfter: () =>
      new Promise(done => {
        answer = done
      }),
    deliver: found => delivered.push(found.seq),
    startAfresh: () => undefined,
  })
  const filled = cursor.catchUp()
  await Promise.resolve() // the question is put
  cursor.settle(12)
  answer({ items: [event(11), event(12)], last: 12, more: false })
  await filled
  expect(delivered).toEqual([11, 12])
})

test('HST-1: after a backup was restored, everything is asked again and the numbers that come anew are heard', async () => {
  const feed = [8]
  const { cursor, delivered, afresh } = aCursor(10, feed)
  cursor.receive(event(11))
  await cursor.catchUp()
  expect(afresh()).toBe(1)
  expect(cursor.position()).toBe(8)
  cursor.receive(event(9))
  cursor.receive(event(11))
  expect(delivered).toEqual([11, 9, 11])
})
