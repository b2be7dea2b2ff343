import { expect, test } from 'vitest'
import { extremes } from './geometry.ts'

test('the busiest and the quietest day are the first of their kind', () => {
  const days = [2, 5, 0, 5, 0].map((count, day) => ({ day, count }))
  expect(extremes(days)).toEqual({ most: days[1], least: days[2] })
  expect(extremes([])).toBeUndefined()
})
