import { describe, expect, test } from 'vitest'
import type { Message } from '../../../contract/conversations.ts'
import { aMessage } from '../testing/a-message.ts'
import type { SystemLine } from './system-lines.ts'
import { arrivedSince, buildThread, firstUnread, type ThreadItem } from './thread-items.ts'

const dayOf = (at: string) => at.slice(0, 10)
const message = (id: string, at: string, change: Partial<Message> = {}) => aMessage({ id, at, ...change })
const line = (id: string, at: string): SystemLine => ({
  id,
  at,
  actor: { kind: 'member', id: 'm1' },
  what: 'assigned',
  data: {},
})
const thread = (parts: Partial<Parameters<typeof buildThread>[0]>) =>
  buildThread({
    messages: [],
    lines: [],
    hasOlder: false,
    firstUnreadId: undefined,
    unfolded: new Set(),
    dayOf,
    ...parts,
  })
const read = (items: ThreadItem[]) =>
  items.map(item => (item.kind === 'message' && item.continues ? 'continues' : item.kind)).join(' ')

describe('a thread', () => {
  test('separates days and puts what happened between the messages', () => {
    const items = thread({
      messages: [message('1', '2026-11-20T09:00:00Z'), message('2', '2026-11-21T09:00:00Z')],
      lines: [line('l', '2026-11-20T10:00:00Z')],
    })
    expect(read(items)).toBe('day message line day message')
  })

  test('says a name once for messages of one breath', () => {
    const items = thread({
      messages: [
        message('1', '2026-11-20T09:00:00Z'),
        message('2', '2026-11-20T09:02:00Z'),
        message('3', '2026-11-20T09:20:00Z'),
        message('4', '2026-11-20T09:21:00Z', {
          direction: 'out',
          author: { ...aMessage({ id: 'x' }).author, kind: 'member', id: 'm1' },
        }),
      ],
    })
    expect(read(items)).toBe('day message continues message message')
  })

  test('says that a message reopened the conversation before the message', () => {
    const reopened: SystemLine = { ...line('l', '2026-11-20T09:00:01Z'), what: 'reopened' }
    const items = thread({ messages: [message('1', '2026-11-20T09:00:00Z')], lines: [reopened] })
    expect(read(items)).toBe('day line message')
  })

  test('folds more than three lines in a row until they are asked for', () => {
    const lines = ['1', '2', '3', '4'].map(id => line(id, `2026-11-20T09:0${id}:00Z`))
    expect(read(thread({ lines: lines.slice(0, 3) }))).toBe('day line line line')
    expect(read(thread({ lines }))).toBe('day folded')
    expect(read(thread({ lines, unfolded: new Set(['1']) }))).toBe('day line line line line')
  })

  test('never folds what the customer answered', () => {
    const lines = ['1', '2', '3', '4', '5'].map(
      (id, place): SystemLine => ({
        ...line(id, `2026-11-20T09:0${id}:00Z`),
        what: place === 2 ? 'surveyAnswered' : 'assigned',
      }),
    )
    expect(read(thread({ lines }))).toBe('day folded line')
    expect(read(thread({ lines: lines.slice(0, 4) }))).toBe('day line line line line')
  })

  test('leaves the lines of what is not loaded to the page that brings it', () => {
    const items = thread({
      hasOlder: true,
      messages: [message('2', '2026-11-21T09:00:00Z')],
      lines: [line('l', '2026-11-20T10:00:00Z')],
    })
    expect(read(items)).toBe('older day message')
  })

  test('draws the unread line before the first unread message and counts what follows it', () => {
    const items = thread({
      messages: [
        message('1', '2026-11-21T09:00:00Z'),
        message('2', '2026-11-21T09:01:00Z'),
        message('3', '2026-11-21T09:02:00Z', { direction: 'out' }),
        message('4', '2026-11-21T09:03:00Z'),
      ],
      firstUnreadId: '2',
    })
    expect(read(items)).toBe('day message unread message message message')
    expect(items.find(item => item.kind === 'unread')).toMatchObject({ count: 2 })
  })
})

describe('a thread opens', () => {
  const messages = [
    message('1', '2026-11-20T09:00:00Z'),
    message('2', '2026-11-20T09:01:00Z', { direction: 'out' }),
    message('3', '2026-11-20T09:02:00Z'),
    message('4', '2026-11-20T09:03:00Z'),
  ]
  test.each([
    ['after the last message read', '3', '4'],
    ['at the end when all was read', '4', undefined],
    ['where the customer waits, for who never read it', null, '3'],
  ])('%s', (_, lastRead, first) => {
    expect(firstUnread(messages, lastRead, 'me')?.id).toBe(first)
  })

  test('at the end when the customer waits for nothing', () => {
    expect(firstUnread(messages.slice(0, 2), null, 'me')).toBeUndefined()
  })
})

test('E48: what others wrote meanwhile is counted; notes, my own words and taken back answers are not', () => {
  const author = (id: string) => ({ kind: 'member' as const, id, name: id, photoUrl: null })
  const messages = [
    message('1', '2026-11-20T09:00:00Z'),
    message('2', '2026-11-20T09:01:00Z'),
    message('3', '2026-11-20T09:02:00Z', { direction: 'note', author: author('karim') }),
    message('4', '2026-11-20T09:03:00Z', { direction: 'out', author: author('me') }),
    message('5', '2026-11-20T09:04:00Z', { direction: 'out', author: author('karim') }),
    message('6', '2026-11-20T09:05:00Z', {
      direction: 'out',
      author: author('karim'),
      deliveryStatus: 'cancelled',
    }),
  ]
  expect(arrivedSince(messages, '1', 'me').map(one => one.id)).toEqual(['2', '5'])
  expect(arrivedSince(messages, null, 'me')).toEqual([])
})
