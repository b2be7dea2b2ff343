import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextTry, patienceMs, restsAfter, restUntil } from './schedule.ts'

const start = new Date('2026-11-22T09:00:00Z')
const giveUpAt = new Date(start.getTime() + patienceMs)

function triesOf(random: () => number): Date[] {
  const tries = [start]
  for (;;) {
    const next = nextTry(tries.length, tries.at(-1)!, giveUpAt, random)
    if (!next) return tries
    tries.push(next)
  }
}

test('a delivery is tried for about three days, ever more rarely, then given up', () => {
  const middle = triesOf(() => 0.5)
  const hours = (middle.at(-1)!.getTime() - start.getTime()) / 3_600_000
  expect(hours).toBeGreaterThan(60)
  expect(hours).toBeLessThanOrEqual(72)
  expect(middle.length).toBeGreaterThan(10)
  expect(middle.slice(0, 5).map(at => (at.getTime() - start.getTime()) / 1000)).toEqual([0, 5, 25, 105, 425])
})

test('whatever chance says, tries are apart, grow apart to half a day, and none comes after the end', () => {
  const chance = fc.double({ min: 0, max: 0.999_999, noNaN: true })
  fc.assert(
    fc.property(fc.array(chance, { minLength: 40, maxLength: 40 }), draws => {
      let drawn = 0
      const tries = triesOf(() => draws[drawn++ % draws.length]!)
      expect(tries.length).toBeGreaterThan(10)
      expect(tries.length).toBeLessThan(20)
      expect(tries.at(-1)!.getTime()).toBeLessThanOrEqual(giveUpAt.getTime())
      for (const [index, at] of tries.entries()) {
        const gap = index === 0 ? Number.POSITIVE_INFINITY : at.getTime() - tries[index - 1]!.getTime()
        expect(gap).toBeGreaterThanOrEqual(4000)
        if (index > 0) expect(gap).toBeLessThanOrEqual(12 * 3_600_000 * 1.2)
      }
    }),
  )
})

test('an address rests after five failures in a row, an hour at most, or as long as it asks for', () => {
  const seconds = (failures: number, asked?: number) => {
    const until = restUntil(failures, start, () => 0.5, asked)
    return until && (until.getTime() - start.getTime()) / 1000
  }
  expect([0, 1, restsAfter - 1].map(failures => seconds(failures))).toEqual([null, null, null])
  expect([5, 6, 7, 40].map(failures => seconds(failures))).toEqual([10, 20, 40, 3600])
  expect(seconds(1, 120)).toBe(120)
  expect(seconds(1, 1_000_000)).toBe(3600)
})
