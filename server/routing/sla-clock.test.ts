import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOpenTime } from '#server/workspaces/index.ts'
import { type Moment, type Ruler, slaClocks } from './sla-clock.ts'

const minute = 60_000
const hour = 60 * minute
const always: Ruler = { positionAt: instant => instant, instantOf: position => position }
const office = createOpenTime(
  {
    timeZone: 'Europe/Paris',
    weeklyHours: Object.fromEntries(
      (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map(day => [day, [['09:00', '18:00']]]),
    ),
    holidays: 'FR',
    exceptions: [],
  },
  new Date('2026-01-01T00:00:00Z'),
)
const at = (text: string) => Date.parse(text)
const moments = (...said: [number, Moment['kind']][]): Moment[] =>
  said.map(([when, kind]) => ({ at: when * minute, kind }))

describe('the first response', () => {
  const first = (now: number, ...said: [number, Moment['kind']][]) =>
    slaClocks({ firstResponseMs: hour }, moments(...said), always, now * minute).firstResponse!

  test('runs from the opening and is met by an answer in time, its very last instant included', () => {
    expect(first(30, [0, 'opened'])).toMatchObject({
      state: 'running',
      usedMs: 30 * minute,
      dueAt: hour,
      breachedAt: null,
    })
    expect(first(90, [0, 'opened'], [60, 'answered'])).toMatchObject({
      state: 'met',
      usedMs: hour,
      dueAt: null,
    })
    expect(first(90, [0, 'opened'], [61, 'answered'])).toMatchObject({
      state: 'breached',
      breachedAt: hour,
      usedMs: 61 * minute,
    })
    expect(first(61, [0, 'opened'])).toMatchObject({ state: 'breached', breachedAt: hour, dueAt: null })
  })

  test('is not paused by saying that we wait for the customer: nobody has answered them yet', () => {
    expect(first(61, [0, 'opened'], [10, 'waits_for_customer'])).toMatchObject({ state: 'breached' })
  })

  test('a second answer changes nothing of it', () => {
    expect(first(500, [0, 'opened'], [5, 'answered'], [300, 'answered'])).toMatchObject({
      usedMs: 5 * minute,
      state: 'met',
    })
  })
})

test('the next response runs from the first word that nobody answered, however many follow it', () => {
  const next = (now: number, ...said: [number, Moment['kind']][]) =>
    slaClocks({ nextResponseMs: hour }, moments(...said), always, now * minute).nextResponse!
  const begun: [number, Moment['kind']][] = [
    [0, 'opened'],
    [10, 'answered'],
    [100, 'customer_wrote'],
    [150, 'customer_wrote'],
  ]
  expect(next(50, ...begun)).toMatchObject({ state: 'met', usedMs: 10 * minute })
  expect(next(155, ...begun)).toMatchObject({ state: 'running', dueAt: 160 * minute, usedMs: 55 * minute })
  expect(next(170, ...begun)).toMatchObject({ state: 'breached', breachedAt: 160 * minute })
  expect(next(170, ...begun, [158, 'answered'])).toMatchObject({ state: 'met', usedMs: 58 * minute })
})

describe('the resolution', () => {
  const resolved = (now: number, ...said: [number, Moment['kind']][]) =>
    slaClocks({ resolutionMs: 4 * hour }, moments(...said), always, now * minute).resolution!

  test('pauses while we wait for the customer, and goes on when they write', () => {
    const waited: [number, Moment['kind']][] = [
      [0, 'opened'],
      [60, 'waits_for_customer'],
    ]
    expect(resolved(600, ...waited)).toMatchObject({ state: 'paused', usedMs: hour, dueAt: null })
    expect(resolved(700, ...waited, [660, 'customer_wrote'])).toMatchObject({
      state: 'running',
      usedMs: 100 * minute,
      dueAt: 840 * minute,
    })
    expect(resolved(900, ...waited, [660, 'customer_wrote'])).toMatchObject({
      state: 'breached',
      breachedAt: 840 * minute,
    })
  })

  test('opened again, it goes on where it was left: closing early saves nothing', () => {
    const closed: [number, Moment['kind']][] = [
      [0, 'opened'],
      [180, 'closed'],
    ]
    expect(resolved(1000, ...closed)).toMatchObject({ state: 'met', usedMs: 3 * hour })
    expect(resolved(1030, ...closed, [1000, 'reopened'])).toMatchObject({
      state: 'running',
      dueAt: 1060 * minute,
    })
    expect(resolved(1061, ...closed, [1000, 'reopened'])).toMatchObject({ state: 'breached' })
  })

  test('however often it pauses, it is due exactly so much open time later', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }), fc.nat(100), (pauses, gap) => {
        let now = 1
        const said: [number, Moment['kind']][] = [[0, 'opened']]
        for (const length of pauses) {
          said.push([now, 'waits_for_customer'], [now + length, 'customer_wrote'])
          now += length + 1
        }
        const { dueAt } = resolved(now + gap, ...said)
        expect(dueAt).toBe((240 + pauses.reduce((sum, length) => sum + length, 0)) * minute)
      }),
    )
  })
})

test('X9, E33: eight open hours from Friday at five are due on Monday at four, over a bank holiday on Tuesday', () => {
  const due = (from: string, hours: number) =>
    new Date(
      slaClocks({ firstResponseMs: hours * hour }, [{ at: at(from), kind: 'opened' }], office, at(from))
        .firstResponse!.dueAt!,
    ).toISOString()
  expect(due('2026-11-20T17:00:00+01:00', 8)).toBe('2026-11-23T15:00:00.000Z')
  // Armistice Day is closed.
  expect(due('2026-11-10T17:00:00+01:00', 8)).toBe('2026-11-12T15:00:00.000Z')
})

test('E47: what comes at night begins at opening', () => {
  const night = at('2026-11-18T23:00:00+01:00')
  const opening = at('2026-11-19T09:00:00+01:00')
  const clock = (now: number) =>
    slaClocks({ firstResponseMs: hour }, [{ at: night, kind: 'opened' }], office, now).firstResponse!
  expect(clock(opening)).toMatchObject({ usedMs: 0, dueAt: opening + hour })
  expect(clock(opening + 30 * minute)).toMatchObject({ usedMs: 30 * minute })
})

test('what is not promised has no clock, and what has not happened yet does not count', () => {
  expect(slaClocks({}, moments([0, 'opened']), always, hour)).toEqual({})
  expect(
    slaClocks({ firstResponseMs: hour }, moments([0, 'opened'], [50, 'answered']), always, 30 * minute)
      .firstResponse,
  ).toMatchObject({ state: 'running' })
})
