import { expect, test } from 'vitest'
import { isOver, roundTrip, type TestResult } from './round-trip.ts'

const result = (state: TestResult['state'], seconds: number | null = null): TestResult => ({
  state,
  seconds,
  error: null,
})

test.each([
  [undefined, 0, ['done', 'now', 'next'], 'running'],
  [result('sending'), 5, ['done', 'now', 'next'], 'running'],
  [result('sent'), 5, ['done', 'done', 'now'], 'running'],
  [result('sent'), 61, ['done', 'done', 'now'], 'late'],
  [result('sending'), 61, ['done', 'now', 'next'], 'late'],
  [result('arrived', 3), 90, ['done', 'done', 'done'], 'arrived'],
  [result('failed'), 2, ['done', 'failed', 'next'], 'failed'],
] as const)('a test at %o after %i s shows %o and is %s', (found, elapsed, states, outcome) => {
  const trip = roundTrip(found, elapsed)
  expect(trip.steps.map(step => step.state)).toEqual(states)
  expect(trip.outcome).toBe(outcome)
})

test('the time of a round trip is the one the server measured, not the one of this page', () => {
  expect(roundTrip(result('arrived', 3.2), 12).seconds).toBe(3.2)
})

test('a mail that has left is still waited for; one that came home or failed is not', () => {
  expect(isOver(result('sent'))).toBe(false)
  expect(isOver(result('arrived'))).toBe(true)
  expect(isOver(result('failed'))).toBe(true)
})
