import { expect, test } from 'vitest'
import { parseDay } from './parse-day.ts'

test.each([
  ['24/12/2026', '2026-12-24'],
  ['24/12/26', '2026-12-24'],
  ['24.12.2026', '2026-12-24'],
  ['24 décembre 2026', '2026-12-24'],
  ['24 déc. 2026', '2026-12-24'],
  ['24 Dec 2026', '2026-12-24'],
  ['1er mai 2027', '2027-05-01'],
  ['2nd June 2027', '2027-06-02'],
  ['2026-12-24', '2026-12-24'],
  ['24/12', '2026-12-24'],
  ['21 novembre', '2026-11-21'],
  // Already past this year: the next one.
  ['14 juillet', '2027-07-14'],
  ['29/2/2028', '2028-02-29'],
])('"%s" is %s', (typed, day) => {
  expect(parseDay(typed, '2026-11-21')).toBe(day)
})

// "ju" and "jui" begin both juin and juillet; "ma" both mars and mai.
test.each(['', 'demain', '32/12/2026', '29/2/2026', '12/24/2026', '5 jui', '5 mab', '0/1/2026'])(
  '"%s" is no day',
  typed => {
    expect(parseDay(typed, '2026-11-21')).toBeNull()
  },
)
