import { expect, test } from 'vitest'
import { fieldToWallClock, wallClockToField } from './wall-clock-field.ts'

test('a deadline goes into the field and comes back the same', () => {
  const clock = { year: 2026, month: 3, day: 5, hour: 9, minute: 7 }
  expect(wallClockToField(clock)).toBe('2026-03-05T09:07')
  expect(fieldToWallClock('2026-03-05T09:07')).toEqual(clock)
})

test.each(['', '2026-03-05', 'tomorrow'])('"%s" is not a deadline yet', text => {
  expect(fieldToWallClock(text)).toBeUndefined()
})
