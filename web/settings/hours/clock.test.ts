import { expect, test } from 'vitest'
import { isClock, parseClock, shiftClock } from './clock.ts'

test.each([
  ['9', '09:00'],
  ['09', '09:00'],
  ['9h', '09:00'],
  ['9 h 30', '09:30'],
  ['9\u00a0h\u00a030', '09:30'],
  ['9H5', '09:05'],
  ['9:30', '09:30'],
  ['18.45', '18:45'],
  ['930', '09:30'],
  ['0930', '09:30'],
  ['1830', '18:30'],
  ['24', '24:00'],
  ['0', '00:00'],
])('"%s" is read as %s', (typed, clock) => {
  expect(parseClock(typed)).toBe(clock)
})

test.each(['', 'neuf', '25', '9h75', '24:30', '12345', '-9', '9 h 30 min'])('"%s" is no time', typed => {
  expect(parseClock(typed)).toBeUndefined()
})

test.each([
  ['09:00', 15, '09:15'],
  ['09:00', -15, '08:45'],
  ['23:50', 15, '24:00'],
  ['00:05', -15, '00:00'],
])('%s moved by %i minutes is %s', (clock, minutes, moved) => {
  expect(shiftClock(clock, minutes)).toBe(moved)
  expect(isClock(moved)).toBe(true)
})
