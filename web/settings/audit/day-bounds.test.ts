import { expect, test } from 'vitest'
import { dayBounds } from './day-bounds.ts'

test.each([
  ['2026-11-21', 'Europe/Paris', '2026-11-20T23:00:00.000Z', '2026-11-21T23:00:00.000Z'],
  ['2026-07-14', 'Europe/Paris', '2026-07-13T22:00:00.000Z', '2026-07-14T22:00:00.000Z'],
  // The day the clocks go back lasts 25 hours, the day they go forward 23.
  ['2026-10-25', 'Europe/Paris', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Paris', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ['2026-11-21', 'Pacific/Noumea', '2026-11-20T13:00:00.000Z', '2026-11-21T13:00:00.000Z'],
  ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
])('%s in %s goes from %s to %s', (day, timeZone, start, end) => {
  expect(dayBounds(day, timeZone)).toEqual({ start, end })
})

test.each(['', 'hier', '2026-13-01', '21/11/2026'])('"%s" is no day', text => {
  expect(dayBounds(text, 'Europe/Paris')).toBeUndefined()
})
