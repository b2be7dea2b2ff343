import { expect, test } from 'vitest'
import { countdown, secondsLeft } from './left.ts'

test('what is left of an offer counts from when it was read, and never below zero', () => {
  expect(secondsLeft({ leftMs: 30_000 }, 1000, 1000)).toBe(30)
  expect(secondsLeft({ leftMs: 30_000 }, 1000, 13_500)).toBe(18)
  expect(secondsLeft({ leftMs: 30_000 }, 1000, 90_000)).toBe(0)
  expect(secondsLeft({ leftMs: null }, 1000, 90_000)).toBeUndefined()
})

test.each([
  [0, '0:00'],
  [17, '0:17'],
  [90, '1:30'],
])('%i seconds are shown as %s', (seconds, shown) => {
  expect(countdown(seconds)).toBe(shown)
})
