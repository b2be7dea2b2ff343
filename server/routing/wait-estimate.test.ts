import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateWait } from './wait-estimate.ts'

/** Probability that a sum of exponential times of one rate has ended: one less the Poisson law, by its terms. */
function ended(terms: number, expected: number): number {
  let [term, sum] = [Math.exp(-expected), 0]
  for (let count = 0; count < terms; count++) {
    sum += term
    term *= expected / (count + 1)
  }
  return 1 - sum
}

test.for([0, 1, 3, 10, 40])(
  'with %i before and nobody who gives up, half wait less than the P50 and nine in ten less than the P90, as the Erlang law says exactly',
  before => {
    const { meanMs, p50Ms, p90Ms } = estimateWait({ before, people: 5, handlingMs: 300_000 })!
    const perMs = 5 / 300_000
    expect(meanMs).toBeCloseTo((before + 1) / perMs)
    expect(ended(before + 1, p50Ms * perMs)).toBeCloseTo(0.5, 1)
    expect(ended(before + 1, p90Ms * perMs)).toBeCloseTo(0.9, 2)
  },
)

test('those who give up shorten the wait of those behind them, by Σ 1 ÷ (n·μ + i·θ)', () => {
  const { meanMs } = estimateWait({ before: 2, people: 1, handlingMs: 60_000, patienceMs: 120_000 })!
  expect(meanMs).toBeCloseTo(60_000 + 1 / (1 / 60_000 + 1 / 120_000) + 1 / (1 / 60_000 + 2 / 120_000))
})

test('with nobody there, nothing is promised', () => {
  expect(estimateWait({ before: 0, people: 0, handlingMs: 60_000 })).toBeUndefined()
})

test('invariant 22: an estimate is never negative, and never grows when people are added', () => {
  fc.assert(
    fc.property(
      fc.nat(300),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1000, max: 3_600_000 }),
      fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1000, max: 3_600_000 })),
      (before, people, handlingMs, patienceMs) => {
        const now = estimateWait({ before, people, handlingMs, patienceMs })!
        const more = estimateWait({ before, people: people + 1, handlingMs, patienceMs })!
        for (const figure of ['meanMs', 'p50Ms', 'p90Ms'] as const) {
          expect(now[figure]).toBeGreaterThanOrEqual(0)
          expect(more[figure]).toBeLessThanOrEqual(now[figure])
        }
        expect(now.p50Ms).toBeLessThanOrEqual(now.p90Ms)
      },
    ),
    { numRuns: 1000 },
  )
})
