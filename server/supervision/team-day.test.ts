import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Hour, hoursOf, type Stretch, shownOf, spreadOver } from './team-day.ts'

const minuteMs = 60_000
const at = (clock: string) => new Date(`2026-11-18T${clock}:00Z`)
const day = hoursOf('2026-11-18', 'UTC')

const stretch = (memberId: string, status: Stretch['status'], from: string, to: string): Stretch => ({
  ...{ memberId, status, from: at(from), to: at(to) },
})
/** So many people, available from one time to another. */
const people = (count: number, from: string, to: string, status: Stretch['status'] = 'available') =>
  Array.from({ length: count }, (_, index) => stretch(`${status}${index}`, status, from, to))

describe('the hours of a day', () => {
  test.each([
    ['2026-11-18', 'Europe/Paris', 24, '2026-11-17T23:00:00.000Z'],
    ['2026-03-29', 'Europe/Paris', 23, '2026-03-28T23:00:00.000Z'],
    ['2026-10-25', 'Europe/Paris', 25, '2026-10-24T22:00:00.000Z'],
    // Midnight comes twice there, and not at all.
    ['2026-11-01', 'America/Havana', 25, '2026-11-01T04:00:00.000Z'],
    ['2026-03-08', 'America/Havana', 23, '2026-03-08T05:00:00.000Z'],
    ['2026-11-18', 'Asia/Kathmandu', 24, '2026-11-17T18:15:00.000Z'],
    // Its clocks change by half an hour: the last of the 25 is half a one.
    ['2026-04-05', 'Australia/Lord_Howe', 25, '2026-04-04T13:00:00.000Z'],
  ])('%s in %s has %i, from its first midnight', (of, timeZone, count, first) => {
    const hours = hoursOf(of, timeZone)
    expect(hours).toHaveLength(count)
    expect(hours[0]!.from.toISOString()).toBe(first)
  })

  test('follow each other without a gap, up to the next day', () => {
    const hours = [...hoursOf('2026-10-25', 'Europe/Paris'), ...hoursOf('2026-10-26', 'Europe/Paris')]
    for (const [index, { from, to }] of hours.entries()) {
      expect(to.getTime()).toBeGreaterThan(from.getTime())
      expect(hours[index + 1]?.from ?? to).toEqual(to)
    }
  })
})

describe('time spread over hours', () => {
  test.each<[string, Stretch[], Record<number, Partial<Hour['spent']> & { there: number }>]>([
    ['nobody spends none', [], {}],
    [
      'what crosses an hour lies in both',
      [stretch('lea', 'available', '09:45', '10:40')],
      { 9: { available: 15, there: 0 }, 10: { available: 40, there: 1 } },
    ],
    [
      'states of one person add up to one presence',
      [
        stretch('lea', 'available', '09:00', '09:20'),
        stretch('lea', 'break', '09:20', '09:30'),
        stretch('lea', 'busy', '09:50', '10:00'),
      ],
      { 9: { available: 20, break: 10, busy: 10, there: 1 } },
    ],
    [
      'who was there for less than half an hour is not among the people, their time is',
      [...people(4, '09:00', '10:00'), stretch('lea', 'break', '09:31', '10:00')],
      { 9: { available: 240, break: 29, there: 4 } },
    ],
    [
      'what touches an hour is not in it',
      [stretch('lea', 'busy', '08:00', '09:00')],
      { 8: { busy: 60, there: 1 } },
    ],
  ])('%s', (_, stretches, expected) => {
    for (const [index, { spent, people: there }] of spreadOver(stretches, day).entries()) {
      const { there: count = 0, ...minutes } = expected[index] ?? {}
      const ms = Object.fromEntries(
        Object.entries({ available: 0, busy: 0, break: 0, ...minutes }).map(([state, one]) => [
          state,
          one * minuteMs,
        ]),
      )
      expect({ index, spent, there }).toEqual({ index, spent: ms, there: count })
    }
  })

  test('whatever people do, all of it is counted once, and nobody is there for more than the hour', () => {
    const instant = fc.integer({ min: -3 * 60, max: 28 * 60 })
    const someone = fc.record({
      // Of each person one stretch follows the other.
      cuts: fc.uniqueArray(instant, { maxLength: 9 }).map(cuts => cuts.sort((one, other) => one - other)),
      states: fc.array(fc.constantFrom('available', 'busy', 'break', 'away'), {
        minLength: 9,
        maxLength: 9,
      }),
    })
    fc.assert(
      fc.property(
        fc.array(someone, { maxLength: 8 }),
        fc.constantFrom('2026-03-29', '2026-10-25', '2026-11-18'),
        (everybody, of) => {
          const hours = hoursOf(of, 'Europe/Paris')
          const [start, end] = [hours[0]!.from.getTime(), hours.at(-1)!.to.getTime()]
          const stretches = everybody.flatMap(({ cuts, states }, person) =>
            cuts.slice(1).flatMap((to, index): Stretch[] => {
              const status = states[index]!
              const when = (minutes: number) => new Date(start + minutes * minuteMs)
              return status === 'away'
                ? []
                : [{ memberId: `${person}`, status, from: when(cuts[index]!), to: when(to) }]
            }),
          )
          const spread = spreadOver(stretches, hours)
          for (const state of ['available', 'busy', 'break'] as const)
            expect(spread.reduce((sum, { spent }) => sum + spent[state], 0)).toBe(
              stretches
                .filter(({ status }) => status === state)
                .reduce(
                  (sum, { from, to }) =>
                    sum + Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime())),
                  0,
                ),
            )
          for (const { from, to, spent } of spread) {
            const all = spent.available + spent.busy + spent.break
            expect(all).toBeLessThanOrEqual(everybody.length * (to.getTime() - from.getTime()))
          }
        },
      ),
    )
  })
})

describe('EMP-6: what may be shown', () => {
  test('an hour of five people, and not of four, whatever passes by', () => {
    const passing = people(3, '10:00', '10:29', 'busy')
    const { hours } = shownOf(
      spreadOver([...people(5, '09:00', '10:00'), ...people(4, '10:00', '11:00'), ...passing], day),
    )
    expect(hours[9]!.states).toEqual({
      available: { minutes: 300, people: 5 },
      busy: { minutes: 0, people: 0 },
      break: { minutes: 0, people: 0 },
    })
    expect(hours.filter(({ states }) => states)).toHaveLength(1)
  })

  test('totals hold the hours that are shown alone: nothing hidden is what is missing', () => {
    const more = [...people(5, '09:00', '11:00'), ...people(1, '09:00', '10:00', 'break')]
    const alone = stretch('lea', 'busy', '14:00', '16:00')
    const { total } = shownOf(spreadOver([...more, alone], day))
    expect(total).toEqual({
      available: { minutes: 600, people: 5 },
      busy: { minutes: 0, people: 0 },
      break: { minutes: 60, people: 0.5 },
    })
  })

  test('of a day that nobody may see there is no total', () => {
    expect(shownOf(spreadOver(people(4, '08:00', '18:00'), day)).total).toBeNull()
  })
})
