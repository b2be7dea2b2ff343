import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addOpenMinutes,
  type CalendarRules,
  isOpenAt,
  nextChange,
  nextOpening,
  openingDays,
  openMinutesBetween,
} from './calendar.ts'

const office = (rules: Partial<CalendarRules> = {}): CalendarRules => ({
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
  exceptions: [],
  ...rules,
})

const always = (rules: Partial<CalendarRules> = {}): CalendarRules =>
  office({
    weeklyHours: Object.fromEntries(
      (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map(day => [day, [['00:00', '24:00']]]),
    ),
    holidays: 'none',
    ...rules,
  })

/** A local time in Paris, with its offset said aloud. */
const at = (text: string) => new Date(text)

describe('open or closed', () => {
  const cases: [string, boolean, string][] = [
    ['2026-11-20T08:59:59+01:00', false, 'a second before opening'],
    ['2026-11-20T09:00:00+01:00', true, 'at opening'],
    ['2026-11-20T12:29:59+01:00', true, 'a second before the break'],
    ['2026-11-20T12:30:00+01:00', false, 'at the break'],
    ['2026-11-20T14:00:00+01:00', true, 'after the break'],
    ['2026-11-20T18:00:00+01:00', false, 'at closing'],
    ['2026-11-21T10:00:00+01:00', false, 'a Saturday'],
    ['2026-11-11T10:00:00+01:00', false, 'Armistice Day'],
    ['2026-04-03T10:00:00+02:00', true, 'Good Friday, outside Alsace-Moselle'],
  ]
  test.each(cases)('%s: %s (%s)', (instant, open) => {
    expect(isOpenAt(office(), at(instant))).toBe(open)
  })

  test('E46: Good Friday and Saint Stephen’s Day close in Alsace-Moselle', () => {
    const strasbourg = office({ holidays: 'FR-ALSACE-MOSELLE' })
    expect(isOpenAt(strasbourg, at('2025-04-18T10:00:00+02:00'))).toBe(false)
    expect(isOpenAt(strasbourg, at('2025-12-26T10:00:00+01:00'))).toBe(false)
  })

  test('an exception decides before the week and before a holiday', () => {
    const shop = office({
      exceptions: [
        { date: '2026-11-11', hours: [['10:00', '12:00']], label: 'Ouverture exceptionnelle' },
        { date: '2026-11-20', hours: [], label: 'Inventaire' },
        { date: '2026-11-21', hours: [['09:00', '13:00']], label: 'Portes ouvertes' },
      ],
    })
    expect(isOpenAt(shop, at('2026-11-11T10:30:00+01:00'))).toBe(true)
    expect(isOpenAt(shop, at('2026-11-11T14:30:00+01:00'))).toBe(false)
    expect(isOpenAt(shop, at('2026-11-20T10:00:00+01:00'))).toBe(false)
    expect(isOpenAt(shop, at('2026-11-21T10:00:00+01:00'))).toBe(true)
    expect(openingDays(shop, '2026-11-20', 2)).toEqual([
      { date: '2026-11-20', hours: [], label: 'Inventaire', holiday: null },
      { date: '2026-11-21', hours: [['09:00', '13:00']], label: 'Portes ouvertes', holiday: null },
    ])
  })

  test('the clock is that of the calendar, not of the server', () => {
    const reunion = office({ timeZone: 'Indian/Reunion', holidays: 'FR-RE' })
    expect(isOpenAt(reunion, at('2026-11-20T05:00:00Z'))).toBe(true) // 9:00 there
    expect(isOpenAt(reunion, at('2026-11-20T04:59:00Z'))).toBe(false)
    // 20 December 2026 is a Sunday; in 2027 it is a Monday, closed for the end of slavery.
    expect(isOpenAt(reunion, at('2027-12-20T06:00:00Z'))).toBe(false)
    expect(isOpenAt({ ...reunion, holidays: 'FR' }, at('2027-12-20T06:00:00Z'))).toBe(true)
  })
})

describe('adding open time', () => {
  const cases: [string, number, string, string][] = [
    ['2026-11-20T10:00:00+01:00', 60, '2026-11-20T11:00:00+01:00', 'inside the morning'],
    ['2026-11-20T12:00:00+01:00', 60, '2026-11-20T14:30:00+01:00', 'over the break'],
    ['2026-11-20T10:00:00+01:00', 390, '2026-11-20T18:00:00+01:00', 'to the very end of the day'],
    ['2026-11-20T17:00:00+01:00', 480, '2026-11-23T17:30:00+01:00', 'over the week-end'],
    ['2026-11-10T17:30:00+01:00', 60, '2026-11-12T09:30:00+01:00', 'over Armistice Day'],
    ['2026-11-21T03:00:00+01:00', 15, '2026-11-23T09:15:00+01:00', 'from a closed hour'],
    ['2026-11-21T03:00:00+01:00', 0, '2026-11-23T09:00:00+01:00', 'nothing, from a closed hour'],
    ['2026-11-20T10:00:00+01:00', 0, '2026-11-20T10:00:00+01:00', 'nothing, from an open one'],
    ['2026-03-27T17:00:00+01:00', 120, '2026-03-30T10:00:00+02:00', 'over the spring clock change'],
    ['2026-10-23T17:00:00+02:00', 120, '2026-10-26T10:00:00+01:00', 'over the autumn clock change'],
    ['2026-04-30T17:00:00+02:00', 120, '2026-05-04T10:00:00+02:00', 'over Labour Day and a week-end'],
  ]
  test.each(cases)('%s + %d min = %s (%s)', (from, minutes, result) => {
    expect(addOpenMinutes(office(), at(from), minutes)).toEqual(at(result))
  })

  test('a calendar that never opens says so instead of searching for ever', () => {
    const never = office({ weeklyHours: {} })
    expect(() => addOpenMinutes(never, at('2026-11-20T10:00:00+01:00'), 1)).toThrow('never opens')
    expect(nextOpening(never, at('2026-11-20T10:00:00+01:00'))).toBeUndefined()
    expect(nextChange(never, at('2026-11-20T10:00:00+01:00'))).toBeUndefined()
  })

  test('a closure of two years by exceptions is waited through', () => {
    const exceptions = Array.from({ length: 800 }, (_unused, index) => ({
      date: new Date(Date.UTC(2026, 10, 21) + index * 86_400_000).toISOString().slice(0, 10),
      hours: [],
      label: 'Travaux',
    }))
    expect(addOpenMinutes(office({ exceptions }), at('2026-11-21T10:00:00+01:00'), 1)).toEqual(
      at('2029-01-29T09:01:00+01:00'),
    )
  })
})

describe('clock changes', () => {
  const day = (from: string, to: string, calendar = always()) =>
    openMinutesBetween(calendar, at(from), at(to)) / 60

  test('a day open all day has 23 hours in spring, 25 in autumn, 24 otherwise', () => {
    expect(day('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00')).toBe(23)
    expect(day('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00')).toBe(25)
    expect(day('2026-11-20T00:00:00+01:00', '2026-11-21T00:00:00+01:00')).toBe(24)
  })

  test('an opening that touches the skipped hour loses only what was skipped', () => {
    const night = (hours: [string, string][]) => always({ weeklyHours: { sun: hours } })
    const spring = (hours: [string, string][]) =>
      day('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00', night(hours))
    expect(spring([['01:00', '02:30']])).toBe(1)
    expect(spring([['02:30', '04:00']])).toBe(1)
    expect(spring([['02:00', '03:00']])).toBe(0)
    expect(spring([['01:00', '05:00']])).toBe(3)
  })

  test('a time shown twice is its first showing, so that openings that touch still touch', () => {
    const night = (hours: [string, string][]) => always({ weeklyHours: { sun: hours } })
    const autumn = (hours: [string, string][]) =>
      day('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00', night(hours))
    expect(autumn([['01:00', '02:30']])).toBe(1.5)
    expect(autumn([['02:30', '04:00']])).toBe(2.5)
    expect(autumn([['01:00', '04:00']])).toBe(4)
  })

  test('a zone whose clocks jump at midnight keeps a first hour', () => {
    // Beirut, 29 March 2026: midnight becomes one o’clock.
    const beirut = always({ timeZone: 'Asia/Beirut' })
    expect(openMinutesBetween(beirut, at('2026-03-28T00:00:00+02:00'), at('2026-03-30T00:00:00+03:00'))).toBe(
      47 * 60,
    )
  })
})

describe('what comes next', () => {
  test('from open to the break, from the break to the afternoon, from Friday evening to Monday', () => {
    expect(nextChange(office(), at('2026-11-20T10:00:00+01:00'))).toEqual(at('2026-11-20T12:30:00+01:00'))
    expect(nextChange(office(), at('2026-11-20T12:30:00+01:00'))).toEqual(at('2026-11-20T14:00:00+01:00'))
    expect(nextChange(office(), at('2026-11-20T18:00:00+01:00'))).toEqual(at('2026-11-23T09:00:00+01:00'))
    expect(nextOpening(office(), at('2026-11-20T10:00:00+01:00'))).toEqual(at('2026-11-20T10:00:00+01:00'))
    expect(nextOpening(office(), at('2026-11-20T18:00:00+01:00'))).toEqual(at('2026-11-23T09:00:00+01:00'))
  })

  test('a place open day and night closes only on its next holiday', () => {
    const from = at('2026-11-20T10:00:00+01:00')
    expect(nextChange(always({ holidays: 'FR' }), from)).toEqual(at('2026-12-25T00:00:00+01:00'))
    expect(nextChange(always(), from)).toBeUndefined()
  })
})

describe('laws, over any week, any zone and both clock changes', () => {
  const zones = ['Europe/Paris', 'America/Guadeloupe', 'Pacific/Noumea', 'America/St_Johns', 'Asia/Kathmandu']
  const clock = fc
    .integer({ min: 0, max: 96 })
    .map(
      quarter =>
        `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${['00', '15', '30', '45'][quarter % 4]}`,
    )
  const hours = fc.uniqueArray(clock, { minLength: 2, maxLength: 6 }).map(marks => {
    const sorted = marks.toSorted()
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_unused, pair): [string, string] => [
      sorted[2 * pair]!,
      sorted[2 * pair + 1]!,
    ])
  })
  const calendars = fc.record({
    timeZone: fc.constantFrom(...zones),
    weeklyHours: fc.record(
      { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours },
      { requiredKeys: ['tue'] },
    ),
    holidays: fc.constantFrom('none' as const, 'FR' as const, 'FR-ALSACE-MOSELLE' as const, 'FR-NC' as const),
    exceptions: fc.constant<CalendarRules['exceptions']>([]),
  })
  const instants = fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
    .map(milliseconds => new Date(milliseconds))
  // Around the two changes of Europe and of North America, where mistakes live.
  const nearChanges = fc
    .tuple(
      fc.constantFrom(
        ...['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01'].map(day => Date.parse(day)),
      ),
      fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 }),
    )
    .map(([change, offset]) => new Date(change + offset))
  const anyInstant = fc.oneof(instants, nearChanges)
  const minutes = fc.integer({ min: 0, max: 20_000 })

  test('adding then measuring gives back the minutes', () => {
    fc.assert(
      fc.property(calendars, anyInstant, minutes, (calendar, from, count) => {
        expect(openMinutesBetween(calendar, from, addOpenMinutes(calendar, from, count))).toBe(count)
      }),
      { numRuns: 150 },
    )
  })

  test('measuring then adding gives back an instant that was open', () => {
    fc.assert(
      fc.property(
        calendars,
        anyInstant,
        fc.integer({ min: 0, max: 9 * 86_400_000 }),
        (calendar, from, after) => {
          const to = new Date(from.getTime() + after)
          fc.pre(isOpenAt(calendar, to))
          const again = addOpenMinutes(calendar, from, openMinutesBetween(calendar, from, to))
          // At the first instant of an opening, the end of the one before counts the same time.
          if (again.getTime() !== to.getTime()) expect(openMinutesBetween(calendar, again, to)).toBe(0)
          expect(again.getTime()).toBeLessThanOrEqual(to.getTime())
          if (isOpenAt(calendar, new Date(to.getTime() - 1))) expect(again).toEqual(to)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('more minutes, or a later start, never end earlier', () => {
    fc.assert(
      fc.property(calendars, anyInstant, minutes, minutes, (calendar, from, count, more) => {
        const end = addOpenMinutes(calendar, from, count).getTime()
        expect(addOpenMinutes(calendar, from, count + more).getTime()).toBeGreaterThanOrEqual(end)
        const later = new Date(from.getTime() + more * 60_000)
        expect(addOpenMinutes(calendar, later, count).getTime()).toBeGreaterThanOrEqual(end)
      }),
      { numRuns: 100 },
    )
  })

  test('an end never lies in closed time', () => {
    fc.assert(
      fc.property(calendars, anyInstant, minutes, (calendar, from, count) => {
        const end = addOpenMinutes(calendar, from, count)
        expect(isOpenAt(calendar, end) || isOpenAt(calendar, new Date(end.getTime() - 1))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('two measures side by side add up to the whole', () => {
    fc.assert(
      fc.property(calendars, anyInstant, minutes, minutes, (calendar, from, first, second) => {
        const middle = new Date(from.getTime() + first * 60_000)
        const to = new Date(middle.getTime() + second * 60_000)
        const sum = openMinutesBetween(calendar, from, middle) + openMinutesBetween(calendar, middle, to)
        expect(sum).toBeCloseTo(openMinutesBetween(calendar, from, to), 6)
      }),
      { numRuns: 100 },
    )
  })

  test('counting quarter hours one by one gives the same measure', () => {
    fc.assert(
      fc.property(calendars, nearChanges, (calendar, about) => {
        const start = Math.floor(about.getTime() / 900_000) * 900_000
        let counted = 0
        for (let quarter = 0; quarter < 192; quarter++) {
          if (isOpenAt(calendar, new Date(start + quarter * 900_000))) counted += 15
        }
        const measured = openMinutesBetween(calendar, new Date(start), new Date(start + 192 * 900_000))
        expect(measured).toBe(counted)
      }),
      { numRuns: 60 },
    )
  })

  test('nothing changes before the next change, and something does then', () => {
    fc.assert(
      fc.property(
        calendars,
        anyInstant,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (calendar, from, part) => {
          const change = nextChange(calendar, from)!
          expect(change.getTime()).toBeGreaterThan(from.getTime())
          const between = new Date(from.getTime() + Math.floor((change.getTime() - from.getTime()) * part))
          expect(isOpenAt(calendar, between)).toBe(isOpenAt(calendar, from))
          expect(isOpenAt(calendar, change)).toBe(!isOpenAt(calendar, from))
        },
      ),
      { numRuns: 150 },
    )
  })
})
