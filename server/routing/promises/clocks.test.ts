import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PromiseTarget } from '#contract/promises.ts'
import { createCalendars } from '#server/workspaces/index.ts'
import { clocksOf, type KeptClock, movedAmong, pressing, type Ruling, type Standing } from './clocks.ts'
import { clockRuler, rulersIn } from './counting.ts'
import { promisedTargetMs } from './urgency.ts'

const calendars = createCalendars()
/** A shop in Paris, Monday to Friday from nine to six, closed on public holidays. */
const day: [string, string][] = [['09:00', '18:00']]
const shop = {
  timeZone: 'Europe/Paris',
  weeklyHours: { mon: day, tue: day, wed: day, thu: day, fri: day },
  holidays: 'FR' as const,
  exceptions: [],
}
const rulerOf = rulersIn(shop, calendars)

const promising = (
  targets: { first?: PromiseTarget; next?: PromiseTarget; resolution?: PromiseTarget },
  others: Partial<Ruling> = {},
): Ruling => ({
  policy: { id: 'p', version: 1 },
  pausesOnHold: false,
  warnPercent: 75,
  ruled(kind) {
    const first = targets.first ?? { amount: 8, unit: 'openHour' }
    const target =
      kind === 'resolution' ? targets.resolution : kind === 'next_response' ? (targets.next ?? first) : first
    return target && { target, ruler: rulerOf(target) }
  },
  ...others,
})

const opened = new Date('2026-03-10T10:00:00Z')
const asked: Standing = {
  ...{ episodeId: 'e1', status: 'new', isNobodys: false, isSetAside: false },
  ...{ openedAt: opened, openedBy: 'contact', firstReplyAt: null, waitingSince: opened },
  ...{ closedAt: null, updatedAt: opened, toldFor: null, joined: [] },
}
let made = 0
const newId = () => `k${++made}`
const at = (time: string) => new Date(time)
/** Looks again, as whoever keeps them does: what was left is what was written. */
const look = (
  now: Partial<Standing>,
  kept: readonly (Omit<KeptClock, 'answeredAt'> & { answeredAt?: Date | null })[] = [],
  promise: Ruling = promising({}),
) =>
  clocksOf(
    { ...asked, ...now },
    kept.map(clock => ({ answeredAt: null, ...clock })),
    promise,
    now.updatedAt ?? opened,
    newId,
  )

describe('when a clock is due', () => {
  test.each<[string, PromiseTarget, string, string, string]>([
    ['within the day', { amount: 2, unit: 'openHour' }, '2026-03-10T10:00', '2026-03-10T12:00', '10:00'],
    ['over the night', { amount: 8, unit: 'openHour' }, '2026-03-10T10:00', '2026-03-11T09:00', '10:00'],
    // E47: what came at night counts from the opening on.
    ['at two in the night', { amount: 1, unit: 'openHour' }, '2026-03-10T01:00', '2026-03-10T09:00', '08:00'],
    // Tuesday 14 July is a public holiday.
    ['over 14 July', { amount: 2, unit: 'openHour' }, '2026-07-13T15:00', '2026-07-15T08:00', '15:00'],
    [
      '14 July in working days',
      { amount: 1, unit: 'jourOuvre' },
      '2026-07-13T15:00',
      '2026-07-15T15:00',
      '15:00',
    ],
    // Clocks go forward on Sunday 29 March, back on Sunday 25 October.
    ['in spring', { amount: 2, unit: 'openHour' }, '2026-03-27T16:00', '2026-03-30T08:00', '16:00'],
    ['in autumn', { amount: 2, unit: 'openHour' }, '2026-10-23T15:00', '2026-10-26T09:00', '15:00'],
    [
      'by the clock in spring',
      { amount: 8, unit: 'clockHour' },
      '2026-03-28T22:00',
      '2026-03-29T06:00',
      '22:00',
    ],
    [
      'a Saturday that counts',
      { amount: 1, unit: 'jourOuvrable' },
      '2026-03-13T10:00',
      '2026-03-14T10:00',
      '10:00',
    ],
    [
      'minutes, for whoever is there',
      { amount: 2, unit: 'openMinute' },
      '2026-03-10T10:00',
      '2026-03-10T10:02',
      '10:00',
    ],
  ])('%s', (_, first, since, due, counts) => {
    const from = at(`${since}:00Z`)
    const [clock] = look({ waitingSince: from, openedAt: from, updatedAt: from }, [], promising({ first }))
    expect(clock?.dueAt?.toISOString()).toBe(`${due}:00.000Z`)
    expect(clock?.countsFrom.toISOString().slice(11, 16)).toBe(counts)
    expect(+clock!.warnAt!).toBeLessThan(+clock!.dueAt!)
  })

  test('X9: eight hours of the clock are due while eight opening hours are not', () => {
    const due = (first: PromiseTarget) => look({}, [], promising({ first }))[0]!.dueAt!
    expect(+due({ amount: 8, unit: 'clockHour' })).toBeLessThan(+due({ amount: 8, unit: 'openHour' }))
  })
})

describe('what becomes of a clock', () => {
  test('an answer ends it in time, or late', () => {
    const first = look({})
    const answered = (time: string) =>
      look(
        { firstReplyAt: at(time), waitingSince: null, status: 'open', updatedAt: at(time) },
        first.map(clock => ({ ...clock, answeredAt: at(time) })),
      )[0]!
    expect(answered('2026-03-10T12:00:00Z')).toMatchObject({
      metAt: at('2026-03-10T12:00:00Z'),
      breachedAt: null,
      runningSince: null,
    })
    expect(answered('2026-03-11T09:30:00Z')).toMatchObject({
      metAt: at('2026-03-11T09:30:00Z'),
      breachedAt: at('2026-03-11T09:00:00Z'),
    })
  })

  test('it stops while the customer has to answer, and what was used stays used', () => {
    const first = look({})
    const paused = look(
      { status: 'waiting', waitingSince: null, updatedAt: at('2026-03-10T12:00:00Z') },
      first,
    )
    expect(paused).toMatchObject([{ pausedBecause: 'customer', dueAt: null, usedMs: 2 * 3_600_000 }])
    const again = look({ status: 'open', updatedAt: at('2026-03-10T15:00:00Z') }, paused)
    expect(again).toHaveLength(1)
    // Six hours were left: two on Tuesday from four to six in Paris, four on Wednesday.
    expect(again[0]).toMatchObject({ id: first[0]!.id, dueAt: at('2026-03-11T12:00:00Z') })
  })

  test.each([
    [true, 'on_hold'],
    [false, null],
  ])('on hold it stops only where its policy says so: %s', (pausesOnHold, because) => {
    const promise = promising({}, { pausesOnHold })
    const [clock] = look({ status: 'on_hold', updatedAt: at('2026-03-10T12:00:00Z') }, look({}), promise)
    expect(clock?.pausedBecause).toBe(because)
  })

  test('D17: it stops while somebody who is there goes first, and goes on after', () => {
    const aside = look({ isSetAside: true, updatedAt: at('2026-03-10T10:30:00Z') }, look({}))
    expect(aside).toMatchObject([{ pausedBecause: 'set_aside', usedMs: 1_800_000, dueAt: null }])
    const back = look({ updatedAt: at('2026-03-10T10:50:00Z') }, aside)
    expect(back[0]?.dueAt).toEqual(at('2026-03-11T09:20:00Z'))
  })

  test('an answer taken back, or a closure, leaves the same clock', () => {
    const first = look({})
    const answered = look(
      { firstReplyAt: at('2026-03-10T11:00:00Z'), waitingSince: null, updatedAt: at('2026-03-10T11:00:00Z') },
      first.map(clock => ({ ...clock, answeredAt: at('2026-03-10T11:00:00Z') })),
    )
    const undone = look({ updatedAt: at('2026-03-10T11:00:10Z') }, answered)
    expect(undone).toMatchObject([{ id: first[0]!.id, metAt: null, endedAt: null, dueAt: first[0]!.dueAt }])
  })

  test('a merge brings an earlier wait: nothing of it is lost', () => {
    const [clock] = look({ waitingSince: at('2026-03-10T09:00:00Z') }, look({}))
    expect(clock?.dueAt).toEqual(at('2026-03-10T17:00:00Z'))
  })

  test('a closure without an answer ends it, and nobody was owed one; the resolution is kept by it', () => {
    const promise = promising({ resolution: { amount: 1, unit: 'jourOuvre' } })
    const both = look({}, [], promise)
    const closedAt = at('2026-03-10T12:00:00Z')
    const ended = look({ status: 'closed', waitingSince: null, closedAt, updatedAt: closedAt }, both, promise)
    expect(ended.map(({ kind, metAt }) => [kind, metAt])).toEqual([
      ['first_response', null],
      ['resolution', closedAt],
    ])
  })

  test('opened again, it is another episode with clocks of its own', () => {
    const first = look({})
    const again = at('2026-03-12T10:00:00Z')
    const clocks = look({ episodeId: 'e2', openedAt: again, waitingSince: again, updatedAt: again }, first)
    expect(clocks.map(({ episodeId, endedAt }) => [episodeId, endedAt !== null])).toEqual([
      ['e1', true],
      ['e2', false],
    ])
  })

  test('a new promise moves the end of what runs, and what is broken stays so', () => {
    const first = look({})
    const moved = look({}, first, promising({ first: { amount: 1, unit: 'openHour' } }))
    expect(movedAmong(first, moved)).toMatchObject([{ from: first[0]!.dueAt, clock: { id: first[0]!.id } }])
    const broken = moved.map(clock => ({ ...clock, breachedAt: clock.dueAt }))
    expect(look({}, broken)[0]).toMatchObject({ breachedAt: moved[0]!.dueAt, dueAt: first[0]!.dueAt })
  })

  test('the most pressing of those that run is the one that is shown', () => {
    const clocks = look({}, [], promising({ resolution: { amount: 1, unit: 'openHour' } }))
    expect(pressing(clocks)?.kind).toBe('resolution')
    expect(pressing([])).toBeUndefined()
  })
})

describe('whatever happens', () => {
  const target = fc.record<PromiseTarget>({
    amount: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom('openMinute', 'openHour', 'clockHour', 'jourOuvre', 'jourOuvrable'),
  })
  /** Stretches of time in turn: how long, and whether it is the customer's turn meanwhile. */
  const course = fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 4000 }), waits: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  })
  const start = fc.date({
    min: at('2026-01-01T00:00:00Z'),
    max: at('2026-12-20T00:00:00Z'),
    noInvalidDate: true,
  })

  test('a pause never makes it due earlier, the time used never goes back, and to look twice changes nothing', () => {
    fc.assert(
      fc.property(target, course, start, (first, steps, since) => {
        const promise = promising({ first })
        let now = since
        let clocks = look({ waitingSince: since, openedAt: since, updatedAt: since }, [], promise)
        let [due, used] = [+clocks[0]!.dueAt!, 0]
        for (const { minutes, waits } of steps) {
          now = new Date(now.getTime() + minutes * 60_000)
          const standing: Partial<Standing> = {
            ...{ openedAt: since, updatedAt: now },
            ...(waits ? { status: 'waiting', waitingSince: null } : { status: 'open', waitingSince: since }),
          }
          clocks = look(standing, clocks, promise)
          expect(clocks).toHaveLength(1)
          const clock = clocks[0]!
          expect(clock.usedMs).toBeGreaterThanOrEqual(used)
          used = clock.usedMs
          if (clock.dueAt && clock.breachedAt === null) {
            expect(+clock.dueAt).toBeGreaterThanOrEqual(due)
            due = +clock.dueAt
          }
          expect(look(standing, clocks, promise)).toEqual(clocks)
        }
      }),
    )
  })

  test('the promise of the house ends when somebody is there, and by the clock before that', () => {
    const ruler = clockRuler(48 * 3_600_000, due => calendars.nextOpening(shop, due) ?? due)
    fc.assert(
      fc.property(start, since => {
        const due = ruler.dueOf(since, ruler.totalMs)
        expect(+due).toBeGreaterThanOrEqual(+since + ruler.totalMs)
        expect(calendars.isOpen(shop, due)).toBe(true)
      }),
    )
  })
})

test.each([
  ['two minutes, said in minutes', 2 * 60_000, 2 * 60_000],
  ['eight opening hours', 8 * 3_600_000, 8 * 3_600_000],
  ['about a day: in one line with the others of it', 24 * 3_600_000 - 120_000, 24 * 3_600_000],
  ['what is late already', -60_000, 60_000],
])('D17: how pressing a request is for whoever gives work out: %s', (_, open, target) => {
  expect(promisedTargetMs(1000, 1000 + open)).toBe(target)
})
