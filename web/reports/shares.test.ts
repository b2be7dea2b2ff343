import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wholePercents } from './shares.ts'

test('three thirds are shown as 34, 33 and 33', () => {
  expect(wholePercents([1, 1, 1])).toEqual([34, 33, 33])
  expect(wholePercents([])).toEqual([])
  expect(wholePercents([0, 0])).toEqual([0, 0])
})

test('what is shown adds up to 100, each part within one of its share, none of nothing', () => {
  const tallies = fc.array(fc.nat(5000), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(tallies, parts => {
      const sum = parts.reduce((all, part) => all + part, 0)
      fc.pre(sum > 0)
      const shown = wholePercents(parts)
      expect(shown.reduce((all, part) => all + part, 0)).toBe(100)
      for (const [index, part] of parts.entries())
        expect(Math.abs(shown[index]! - (part / sum) * 100)).toBeLessThan(1)
    }),
  )
})
