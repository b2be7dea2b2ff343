import { expect, test } from 'vitest'
import type { FeedEvent, ServerToClient, Subscription } from '../../contract/events.ts'
import { createLive, type LiveSocket } from './live.ts'

const conversation = '00000000-0000-7000-8000-0000000000c1'
const event = (seq: number): FeedEvent => ({
  seq,
  id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  at: '2026-11-21T09:00:00Z',
  type: 'message.received',
  actor: { kind: 'system', id: null },
  subject: { kind: 'conversation', id: conversation },
  conversationId: conversation,
  contactId: null,
  data: {},
})

type Heard = ServerToClient & { connect: () => void; disconnect: () => void }

/** A socket that the test holds by both ends. */
function aSocket() {
  const handlers = new Map<string, (...values: never[]) => void>()
  const asked: Subscription[] = []
  const looks: unknown[] = []
  const socket = {
    connected: false,
    on: (name: string, handler: (...values: never[]) => void) => handlers.set(name, handler),
    emit: (
      name: string,
      value: Subscription,
      done?: (answer: { refused: string[]; seq: number }) => void,
    ) => {
      if (name === 'look') looks.push(value)
      else asked.push(value)
      done?.({ refused: [], seq: 0 })
    },
    connect: () => undefined,
    disconnect: () => undefined,
  }
  const hear = <Name extends keyof Heard>(name: Name, ...values: Parameters<Heard[Name]>) => {
    if (name === 'connect') socket.connected = true
    if (name === 'disconnect') socket.connected = false
    handlers.get(name)?.(...(values as never[]))
  }
  // Only the five members that createLive uses are there.
  return { socket: socket as unknown as LiveSocket, hear, asked, looks }
}

function aLive(feed: number[], from = 0) {
  const { socket, hear, asked, looks } = aSocket()
  const questions: [number, string | undefined][] = []
  const delivered: number[] = []
  const live = createLive({
    socket,
    from,
    eventsAfter: async (seq, _signal, only) => {
      questions.push([seq, only])
      const items = feed.filter(number => number > seq).map(event)
      return { items, last: feed.at(-1) ?? from, more: false }
    },
    startAfresh: () => undefined,
  })
  live.onEvent(found => delivered.push(found.seq))
  return { live, hear, asked, looks, questions, delivered, feed }
}

const settled = () => new Promise(resolve => setTimeout(resolve, 0))

test('what several screens want is asked once, and what one leaves is no longer heard', async () => {
  const { live, hear, asked } = aLive([])
  hear('connect')
  await settled()
  live.want({ lists: ['mine'] })
  const leave = live.want({ conversations: [conversation], lists: ['mine'] })
  await settled()
  expect(asked.at(-1)).toEqual({ conversations: [conversation], contacts: [], lists: ['mine'] })
  leave()
  await settled()
  expect(asked.at(-1)).toEqual({ conversations: [], contacts: [], lists: ['mine'] })
  expect(asked).toHaveLength(3)
})

test('the network cut for a minute: nothing is missed and nothing is doubled', async () => {
  const { live, hear, delivered, feed, asked } = aLive([], 10)
  live.want({ lists: ['mine'] })
  hear('connect')
  await settled()
  hear('event', event(11))
  hear('disconnect')
  expect(live.state().connected).toBe(false)
  feed.push(11, 12, 13)
  hear('connect')
  hear('event', event(13))
  hear('event', event(14))
  await settled()
  expect(delivered).toEqual([11, 12, 13, 14])
  expect(asked).toHaveLength(2)
})

test('opening a conversation asks for what came between its loading and its room', async () => {
  const { live, hear, questions, delivered, feed } = aLive([], 5)
  hear('connect')
  await settled()
  questions.length = 0
  feed.push(6)
  live.want({ conversations: [conversation] })
  await settled()
  expect(questions).toEqual([[5, conversation]])
  expect(delivered).toEqual([6])
})

test('a tick gives the age of the screen, and settles only what the tick before it knew', async () => {
  const { live, hear, questions } = aLive([], 5)
  hear('connect')
  await settled()
  hear('tick', { seq: 20, at: '2026-11-21T09:00:00Z' })
  hear('tick', { seq: 30, at: '2026-11-21T09:00:05Z' })
  expect(live.state().asOf?.toISOString()).toBe('2026-11-21T09:00:05.000Z')
  questions.length = 0
  hear('disconnect')
  hear('connect')
  await settled()
  expect(questions[0]).toEqual([20, undefined])
})
