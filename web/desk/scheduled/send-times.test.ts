import { describe, expect, test } from 'vitest'
import { type OpenDay, officeDays, sendTimes } from './send-times.ts'

const zone = 'Europe/Paris'
/** Tuesday 10 to Tuesday 24 March 2026: eight to noon, two to six; closed on Sundays. */
const days: OpenDay[] = Array.from({ length: 15 }, (_, index) => {
  const date = new Date(Date.UTC(2026, 2, 10 + index))
  const closed = date.getUTCDay() === 0
  return {
    date: date.toISOString().slice(0, 10),
    hours: closed
      ? []
      : [
          ['08:00', '12:00'],
          ['14:00', '18:00'],
        ],
  }
})
const said = (now: string, of = days) =>
  sendTimes(new Date(now), of, zone).map(({ name, at }) => `${name} ${at.toISOString()}`)

describe('when a reply may leave, by the hours of its channel', () => {
  test.each([
    [
      'in the morning: this afternoon, tomorrow, Monday',
      '2026-03-10T09:00:00Z',
      [
        'opening 2026-03-10T13:00:00.000Z',
        'tomorrow 2026-03-11T07:00:00.000Z',
        'nextWeek 2026-03-16T07:00:00.000Z',
      ],
    ],
    [
      'before the opening: as we open',
      '2026-03-10T05:00:00Z',
      [
        'opening 2026-03-10T07:00:00.000Z',
        'tomorrow 2026-03-11T07:00:00.000Z',
        'nextWeek 2026-03-16T07:00:00.000Z',
      ],
    ],
    [
      'in the evening',
      '2026-03-10T20:00:00Z',
      ['tomorrow 2026-03-11T07:00:00.000Z', 'nextWeek 2026-03-16T07:00:00.000Z'],
    ],
    [
      'on Saturday evening, tomorrow being closed',
      '2026-03-14T20:00:00Z',
      ['nextOpenDay 2026-03-16T07:00:00.000Z'],
    ],
    ['on Sunday', '2026-03-15T10:00:00Z', ['tomorrow 2026-03-16T07:00:00.000Z']],
  ])('%s', (_, now, expected) => expect(said(now)).toEqual(expected))

  test('a holiday on Monday moves the next week to Tuesday', () => {
    const withHoliday = days.map(day => (day.date === '2026-03-16' ? { ...day, hours: [] } : day))
    expect(said('2026-03-12T20:00:00Z', withHoliday)).toEqual([
      'tomorrow 2026-03-13T07:00:00.000Z',
      'nextWeek 2026-03-17T07:00:00.000Z',
    ])
  })

  test('a calendar that never opens offers nothing, and without one there are office hours', () => {
    expect(said('2026-03-10T09:00:00Z', [])).toEqual([])
    const friday = new Date('2026-03-13T15:00:00Z')
    expect(sendTimes(friday, officeDays(friday, zone), zone).map(({ at }) => at.toISOString())).toEqual([
      '2026-03-16T08:00:00.000Z',
    ])
  })

  test('the change of clocks moves the instant, not the hour on the wall', () => {
    const now = new Date('2026-03-28T20:00:00Z')
    expect(sendTimes(now, officeDays(now, zone), zone)[0]!.at.toISOString()).toBe('2026-03-30T07:00:00.000Z')
  })
})
