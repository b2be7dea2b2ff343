import { expect, test } from 'vitest'
import { refusals } from './refusals.ts'

test('each reason is said once, with the names of those it concerns', () => {
  const reason = 'Choisissez un motif avant de clore.'
  expect(
    refusals([
      { name: 'Anna', reason },
      { name: 'Luc', reason: 'Trop tard.' },
      { name: 'Inès', reason },
    ]),
  ).toBe(`Anna, Inès – ${reason} Luc – Trop tard.`)
  expect(
    refusals(
      ['A', 'B', 'C'].map(name => ({ name, reason })),
      2,
    ),
  ).toBe(`A, B, +1 – ${reason}`)
})
