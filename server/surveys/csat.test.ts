import { expect, test } from 'vitest'
import { satisfactionOf, satisfiedFrom, summaryOf } from './csat.ts'

test.each([
  [3, [3]],
  [4, [3, 4]],
  [5, [4, 5]],
  [6, [5, 6]],
  [7, [6, 7]],
  [10, [8, 9, 10]],
])('on a scale of %i the satisfied scores are %j (D19)', (scaleMax, satisfied) => {
  const scores = Array.from({ length: scaleMax }, (_none, index) => index + 1)
  expect(scores.filter(score => score >= satisfiedFrom(scaleMax))).toEqual(satisfied)
})

test('CSAT is satisfied over answered, with its interval, its mean and a line for each score', () => {
  const summary = summaryOf(
    [
      { value: 1, count: 2 },
      { value: 3, count: 1 },
      { value: 4, count: 3 },
      { value: 5, count: 14 },
    ],
    5,
  )
  expect(summary).toMatchObject({ answered: 20, satisfied: 17, csat: 0.85 })
  // Wilson 95 % of 17 of 20, worked out apart from our code.
  expect(summary.low).toBeCloseTo(0.6396, 4)
  expect(summary.high).toBeCloseTo(0.9476, 4)
  expect(summary.mean).toBeCloseTo(87 / 20, 12)
  expect(summary.histogram).toEqual([
    { score: 1, count: 2 },
    { score: 2, count: 0 },
    { score: 3, count: 1 },
    { score: 4, count: 3 },
    { score: 5, count: 14 },
  ])
})

test('under five answers the counts are said and the shares are not', () => {
  expect(satisfactionOf(4, 4)).toEqual({ answered: 4, satisfied: 4, csat: null, low: null, high: null })
  expect(satisfactionOf(5, 5).csat).toBe(1)
  expect(summaryOf([{ value: 5, count: 4 }], 5).mean).toBeNull()
  expect(summaryOf([], 5)).toMatchObject({ answered: 0, csat: null, mean: null })
})
