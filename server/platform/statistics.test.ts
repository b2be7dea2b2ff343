import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mean, roundShares, wilson } from './statistics.ts'

describe('the Wilson interval', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score, no continuity correction).
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('is the one Newcombe published for %i of %i', (successes, n, low, high) => {
    const interval = wilson(successes, n)!
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  test('takes another confidence by its z: 90 % of 15 of 148 lies inside its 95 %', () => {
    const wide = wilson(15, 148)!
    const narrow = wilson(15, 148, 1.6448536269514722)!
    expect(narrow.low).toBeGreaterThan(wide.low)
    expect(narrow.high).toBeLessThan(wide.high)
  })

  test('is unknown without answers, and refuses what is not a proportion', () => {
    expect(wilson(0, 0)).toBeUndefined()
    expect(() => wilson(3, 2)).toThrow(RangeError)
    expect(() => wilson(-1, 2)).toThrow(RangeError)
  })

  test('holds the observed share, stays within 0 and 1, and mirrors itself', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, part) => {
          const successes = Math.round(part * n)
          const { low, high } = wilson(successes, n)!
          const other = wilson(n - successes, n)!
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(low).toBeLessThanOrEqual(successes / n + 1e-12)
          expect(high).toBeGreaterThanOrEqual(successes / n - 1e-12)
          expect(other.low).toBeCloseTo(1 - high, 10)
          expect(other.high).toBeCloseTo(1 - low, 10)
        },
      ),
    )
  })
})

test('a mean weighs each value by its count, and is unknown without any', () => {
  const tallies = [
    { value: 1, count: 1 },
    { value: 4, count: 1 },
    { value: 5, count: 4 },
  ]
  expect(mean(tallies)).toBeCloseTo(25 / 6, 12)
  expect(mean([])).toBeUndefined()
  expect(mean([{ value: 5, count: 0 }])).toBeUndefined()
})

describe('rounded shares', () => {
  test.each([
    [[30, 10, 35], 100, [40, 13, 47]], // metrics.md, E70
    [[1, 1, 1], 100, [34, 33, 33]],
    [[0, 0], 100, [0, 0]],
    [[2, 1], 1000, [667, 333]],
    [[], 100, []],
  ])('of %j over %i are %j', (parts, total, rounded) => {
    expect(roundShares(parts, total)).toEqual(rounded)
  })

  test('add up to the total and move no part by a whole unit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 12 }), parts => {
        const sum = parts.reduce((all, part) => all + part, 0)
        const rounded = roundShares(parts)
        expect(rounded.reduce((all, part) => all + part, 0)).toBe(sum === 0 ? 0 : 100)
        for (const [index, part] of parts.entries())
          if (sum > 0) expect(Math.abs(rounded[index]! - (100 * part) / sum)).toBeLessThan(1)
      }),
    )
  })

  test('refuse a negative part', () => {
    expect(() => roundShares([1, -1])).toThrow(RangeError)
  })
})
