import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisFor } from './axis.ts'

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [38, [0, 10, 20, 30, 40]],
  [41, [0, 20, 40, 60]],
  [2700, [0, 1000, 2000, 3000]],
])('an axis for %d has the marks %j', (highest, marks) => {
  expect(axisFor(highest).marks).toEqual(marks)
})

test('an axis begins at 0, holds the highest bar and has few whole marks', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), highest => {
      const { top, marks } = axisFor(highest)
      expect(top).toBeGreaterThanOrEqual(highest)
      expect(marks[0]).toBe(0)
      expect(marks.at(-1)).toBe(top)
      expect(marks.length).toBeLessThanOrEqual(6)
      expect(marks.every(Number.isInteger)).toBe(true)
    }),
  )
})
