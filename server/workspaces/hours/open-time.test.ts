import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addOpenMinutes, type CalendarRules, openMinutesBetween } from './calendar.ts'
import { createOpenTime } from './open-time.ts'

const calendars: Record<string, CalendarRules> = {
  'a French office': {
    timeZone: 'Europe/Paris',
    weeklyHours: Object.fromEntries(
      (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map(day => [
        day,
        [
          ['09:00', '12:30'],
          ['14:00', '18:00'],
        ],
      ]),
    ),
    holidays: 'FR',
    exceptions: [{ date: '2026-12-24', hours: [['09:00', '12:00']], label: 'Noël' }],
  },
  'a place that never closes': {
    timeZone: 'America/New_York',
    weeklyHours: Object.fromEntries(
      (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map(day => [day, [['00:00', '24:00']]]),
    ),
    holidays: 'none',
    exceptions: [],
  },
  'nights over both clock changes': {
    timeZone: 'Europe/Paris',
    weeklyHours: Object.fromEntries((['sat', 'sun'] as const).map(day => [day, [['00:30', '05:15']]])),
    holidays: 'none',
    exceptions: [],
  },
}
const origin = new Date('2026-01-05T07:00:00Z')
const anInstant = fc.date({ min: origin, max: new Date('2027-06-30T00:00:00Z'), noInvalidDate: true })

test.for(Object.entries(calendars))(
  'invariant 21: of %s, open time never goes back, and says what counting the days one by one says',
  ([, calendar]) => {
    const time = createOpenTime(calendar, origin)
    fc.assert(
      fc.property(anInstant, anInstant, (one, other) => {
        const [from, to] = one < other ? [one, other] : [other, one]
        const passed = time.positionAt(to.getTime()) - time.positionAt(from.getTime())
        expect(passed).toBeGreaterThanOrEqual(0)
        expect(passed).toBe(Math.round(openMinutesBetween(calendar, from, to) * 60_000))
      }),
      { numRuns: 60 },
    )
  },
)

test.for(Object.entries(calendars))(
  'of %s, an instant is found again by its open time, and a delay ends where adding it says',
  ([, calendar]) => {
    const time = createOpenTime(calendar, origin)
    fc.assert(
      fc.property(anInstant, fc.integer({ min: 1, max: 3000 }), (from, minutes) => {
        const position = time.positionAt(from.getTime())
        const ends = time.instantOf(position + minutes * 60_000)
        expect(new Date(ends)).toEqual(addOpenMinutes(calendar, from, minutes))
        expect(time.positionAt(ends)).toBe(position + minutes * 60_000)
        expect(time.instantOf(position)).toBeLessThanOrEqual(from.getTime())
      }),
      { numRuns: 60 },
    )
  },
)

test('what came before the origin has its place too', () => {
  const calendar = calendars['a French office']!
  const time = createOpenTime(calendar, origin)
  const early = new Date('2025-12-30T10:00:00Z')
  expect(time.positionAt(early.getTime())).toBe(-openMinutesBetween(calendar, early, origin) * 60_000)
  expect(time.positionAt(origin.getTime())).toBe(0)
})

test('a place that never opens says so rather than search for ever', () => {
  const time = createOpenTime(
    { timeZone: 'Europe/Paris', weeklyHours: {}, holidays: 'none', exceptions: [] },
    origin,
  )
  expect(time.positionAt(origin.getTime() + 1e9)).toBe(0)
  expect(() => time.instantOf(1)).toThrow('never opens')
})
