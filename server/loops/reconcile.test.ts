import { expect, test } from 'vitest'
import { planFor } from './reconcile.ts'

const versions = (...scores: number[]) =>
  scores.map((score, index) => ({ score, comment: null, at: new Date(Date.UTC(2026, 5, 1 + index)) }))
const isBad = (score: number) => score <= 2

test.each([
  [[], undefined, []],
  [[3, 5], undefined, []],
  [[1], 1, []],
  [[2, 5], 2, [5]],
  [[5, 2], 2, []],
  [[4, 1, 2, 5], 1, [2, 5]],
] as [number[], number | undefined, number[]][])(
  'the versions %j open at %s and add %j (Q37)',
  (scores, opening, later) => {
    const plan = planFor(versions(...scores), isBad)
    expect(plan?.opening.score).toBe(opening)
    expect(plan?.later.map(({ score }) => score) ?? []).toEqual(later)
  },
)
