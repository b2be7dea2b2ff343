import { describe, expect, test } from 'vitest'
import { instantAt, snoozeChoices } from './snooze-choices.ts'

const read = (now: string, zone = 'Europe/Paris') =>
  snoozeChoices(new Date(now), zone).map(({ name, until }) => `${name} ${until.toISOString().slice(0, 16)}`)

describe('a conversation comes back', () => {
  test('this afternoon, tomorrow, Monday or in a week, on a Tuesday morning', () => {
    expect(read('2026-11-17T09:00:00Z')).toEqual([
      'laterToday 2026-11-17T13:00',
      'tomorrow 2026-11-18T08:00',
      'monday 2026-11-23T08:00',
      'nextWeek 2026-11-24T08:00',
    ])
  })

  test('not today any more in the evening, and Monday once on a Sunday', () => {
    expect(read('2026-11-22T19:00:00Z')).toEqual(['tomorrow 2026-11-23T08:00', 'nextWeek 2026-11-29T08:00'])
  })

  test('in a week once on a Monday', () => {
    expect(read('2026-11-23T16:30:00Z')).toEqual(['tomorrow 2026-11-24T08:00', 'monday 2026-11-30T08:00'])
  })

  test('at nine on the wall across a change of clocks', () => {
    expect(read('2026-03-28T20:00:00Z')[0]).toBe('tomorrow 2026-03-29T07:00')
  })

  test('by the clock of the place, not of the machine', () => {
    expect(read('2026-11-17T20:00:00Z', 'America/New_York')[0]).toBe('laterToday 2026-11-17T22:00')
  })
})

test('an hour that the change of clocks skips is the one after', () => {
  const at = instantAt({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Paris')
  expect(at.toISOString()).toMatch(/^2026-03-29T0[01]:30/)
})
