import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedEvent, Subscription } from '../../contract/events.ts'
import type { EventPage } from './cursor.ts'
import { createLive, type LiveSocket } from './live.ts'

const threads = ['a', 'b'] as const
type Thread = (typeof threads)[number]

/** What can happen next; `n` chooses among what is under way. */
type Step =
  | { does: 'write' | 'open' | 'leave'; thread: Thread }
  | { does: 'tick' | 'hear' | 'cut' | 'connect' | 'receive' }
  | { does: 'join' | 'load' | 'read' | 'answer' | 'fail'; n: number }

interface Question {
  after: number
  thread: string | undefined
  page?: EventPage
  answer: (page: EventPage) => void
  fail: (error: Error) => void
}

interface Screen {
  thread: Thread
  /** Last number when the server read the thread; undefined while it is on its way. */
  loadedAt?: number
  told: number[]
  leave: () => void
}

/** A desk and its server, between which every message takes as long as the test likes. */
function aWorld() {
  const feed: FeedEvent[] = []
  const handlers = new Map<string, (...values: never[]) => void>()
  const up: { wanted: Subscription; done: () => void }[] = []
  const down: (() => void)[] = []
  const taken: { wanted: Subscription; done: () => void; turn: number }[] = []
  let rooms: string[] = []
  let turn = 0
  const questions: Question[] = []
  const screens: Screen[] = []
  const told: number[] = []
  const trouble = { failures: 0 }

  const socket = {
    connected: false,
    on: (name: string, handler: (...values: never[]) => void) => handlers.set(name, handler),
    emit: (_name: string, wanted: Subscription, done: () => void) => up.push({ wanted, done }),
    connect: () => undefined,
    disconnect: () => undefined,
  }
  const tell = (name: string, ...values: unknown[]) => handlers.get(name)?.(...(values as never[]))
  const live = createLive({
    socket: socket as unknown as LiveSocket, // the five members that createLive uses
    from: 0,
    eventsAfter: (after, signal, thread) =>
      new Promise((answer, fail) => {
        const question = { after, thread, answer, fail }
        questions.push(question)
        signal.addEventListener('abort', () => {
          remove(questions, question)
          fail(new Error('the line is gone'))
        })
      }),
    startAfresh: () => {
      throw new Error('nothing was missed for so long')
    },
  })
  live.onEvent(({ seq, conversationId }) => {
    told.push(seq)
    for (const screen of screens) if (screen.thread === conversationId) screen.told.push(seq)
  })

  const pick = <T>(from: T[], n: number): T | undefined => from[n % Math.max(1, from.length)]

  const take: Record<Step['does'], (step: never) => void> = {
    write: ({ thread }: { thread: Thread }) => {
      const event = anEvent(feed.length + 1, thread)
      feed.push(event)
      if (socket.connected && rooms.includes(thread)) down.push(() => tell('event', event))
    },
    open: ({ thread }: { thread: Thread }) => {
      if (screens.some(screen => screen.thread === thread)) return
      screens.push({ thread, told: [], leave: live.want({ conversations: [thread] }) })
    },
    leave: ({ thread }: { thread: Thread }) => {
      const screen = screens.find(one => one.thread === thread)
      if (!screen) return
      remove(screens, screen)
      screen.leave()
    },
    load: ({ n }: { n: number }) => {
      const screen = pick(
        screens.filter(({ loadedAt }) => loadedAt === undefined),
        n,
      )
      if (screen) screen.loadedAt = feed.length
    },
    tick: () => {
      const seq = feed.length
      if (socket.connected) down.push(() => tell('tick', { seq, at: '2026-11-22T09:00:00Z' }))
    },
    hear: () => down.shift()?.(),
    receive: () => {
      const first = up.shift()
      if (!first) return
      turn += 1
      taken.push({ ...first, turn })
    },
    join: ({ n }: { n: number }) => {
      const one = pick(taken, n)
      if (!one) return
      remove(taken, one)
      if (one.turn === turn) rooms = one.wanted.conversations
      down.push(one.done)
    },
    cut: () => {
      for (const line of [up, down, taken]) line.length = 0
      rooms = []
      if (!socket.connected) return
      socket.connected = false
      tell('disconnect')
    },
    connect: () => {
      if (socket.connected) return
      socket.connected = true
      tell('connect')
    },
    read: ({ n }: { n: number }) => {
      const question = pick(
        questions.filter(({ page }) => !page),
        n,
      )
      if (question) question.page = pageAfter(feed, question)
    },
    answer: ({ n }: { n: number }) => {
      const question = pick(
        questions.filter(({ page }) => page),
        n,
      )
      if (!question) return
      remove(questions, question)
      question.answer(question.page!)
    },
    fail: ({ n }: { n: number }) => {
      const question = pick(questions, n)
      if (!question) return
      trouble.failures += 1
      remove(questions, question)
      question.fail(new Error('no network'))
    },
  }
  const step = async (one: Step) => {
    take[one.does](one as never)
    await settled()
  }

  /** The network is whole again, and everything under way arrives. */
  const calm = async () => {
    await step({ does: 'connect' })
    for (let ticks = 0; ticks < 3; ticks += 1) {
      await step({ does: 'tick' })
      for (let busy = 40; busy > 0; busy -= 1)
        for (const does of ['receive', 'join', 'load', 'hear', 'read', 'answer'] as const)
          await step({ does, n: 0 } as Step)
    }
  }
  return { step, calm, feed, screens, told, trouble }
}

const oneOf = <Does extends string>(does: Does) => fc.constant({ does })
const chosen = <Does extends string>(does: Does) => fc.record({ does: fc.constant(does), n: fc.nat(5) })
const inThread = <Does extends string>(does: Does) =>
  fc.record({ does: fc.constant(does), thread: fc.constantFrom(...threads) })

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: inThread('write') },
  { weight: 3, arbitrary: inThread('open') },
  { weight: 1, arbitrary: inThread('leave') },
  { weight: 3, arbitrary: chosen('load') },
  { weight: 4, arbitrary: oneOf('tick') },
  { weight: 8, arbitrary: oneOf('hear') },
  { weight: 4, arbitrary: oneOf('receive') },
  { weight: 4, arbitrary: chosen('join') },
  { weight: 1, arbitrary: oneOf('cut') },
  { weight: 3, arbitrary: oneOf('connect') },
  { weight: 5, arbitrary: chosen('read') },
  { weight: 5, arbitrary: chosen('answer') },
  { weight: 1, arbitrary: chosen('fail') },
)

test('E48: whatever order messages, answers and cuts come in, an open thread is told all that followed its loading, each thing once, and in order unless an answer failed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 80, size: 'max' }), async steps => {
      const world = aWorld()
      for (const step of steps) await world.step(step)
      await world.calm()
      expect(new Set(world.told).size, 'told twice').toBe(world.told.length)
      for (const { thread, loadedAt, told } of world.screens) {
        const due = world.feed
          .filter(event => event.conversationId === thread && event.seq > loadedAt!)
          .map(({ seq }) => seq)
        expect(told).toEqual(expect.arrayContaining(due))
        if (world.trouble.failures === 0) expect(told).toEqual(told.toSorted((a, b) => a - b))
      }
    }),
    { numRuns: 400 },
  )
}, 60_000)

function anEvent(seq: number, conversationId: string): FeedEvent {
  return {
    seq,
    id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    at: '2026-11-22T09:00:00Z',
    type: 'message.received',
    actor: { kind: 'system', id: null },
    subject: { kind: 'conversation', id: conversationId },
    conversationId,
    contactId: null,
    data: {},
  }
}

/** Two events a page, so that pages follow each other. */
function pageAfter(feed: FeedEvent[], { after, thread }: Question): EventPage {
  const found = feed.filter(event => event.seq > after && (!thread || event.conversationId === thread))
  return { items: found.slice(0, 2), last: feed.length, more: found.length > 2 }
}

function remove<T>(from: T[], one: T): void {
  const place = from.indexOf(one)
  if (place >= 0) from.splice(place, 1)
}

/** Lets everything run that waits for nothing but its turn. */
const settled = () => new Promise(done => setImmediate(done))
