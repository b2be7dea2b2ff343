import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { people } from './people.ts'
import { timeZone } from './seasons.ts'
import { colleagues, dayOf, stretchAt, stretchesBetween, workers } from './shifts.ts'

const instant = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2031-01-01') })
const hourMs = 3_600_000

test('nobody whom a visitor may enter as has a day of their own', () => {
  const firsts = new Set(people.map(({ role }) => people.find(other => other.role === role)!.key))
  expect(colleagues.filter(({ key }) => firsts.has(key))).toEqual([])
  expect(colleagues.length).toBeGreaterThan(20)
})

test('at any instant some are at work, some are on a break or in a meeting, and nobody is in two places', () => {
  // Both kinds of days come together again after so long: every minute there is.
  const together = 220 * 195
  for (let minute = 0; minute < together; minute += 1) {
    const at = minute * 60_000
    const doing = colleagues.map(({ key }) => stretchAt(key, at))
    const count = (what: string) => doing.filter(one => one.doing === what).length
    if (doing.some(({ from, until }) => from > at || at >= until)) expect.fail(`nowhere at ${minute}`)
    if (count('work') < colleagues.length / 2) expect.fail(`few at work at ${minute}`)
    if (count('break') + count('meeting') === 0) expect.fail(`nobody pauses at ${minute}`)
  }
})

test('a day has no gap, whatever the instants between which it is asked', () => {
  fc.assert(
    fc.property(fc.constantFrom(...colleagues), instant, fc.nat(20 * hourMs), ({ key }, from, length) => {
      const stretches = stretchesBetween(key, from, from + length)
      expect(stretches[0]!.from).toBeLessThanOrEqual(from)
      expect(stretches.at(-1)!.until).toBeGreaterThan(from + length)
      for (const [index, one] of stretches.entries())
        if (index > 0) expect(one.from).toBe(stretches[index - 1]!.until)
    }),
  )
})

test('a day that is over begins at work hours, has a meal and ends, in its order; on Sundays there is none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...workers), instant, ({ key }, at) => {
      const day = DateTime.fromMillis(at, { zone: timeZone }).startOf('day')
      const said = dayOf(key, day)
      if (day.weekday === 7) expect(said).toEqual([])
      if (said.length === 0) {
        expect(day.weekday).toBeGreaterThan(5)
        return
      }
      expect(said.at(-1)!.doing).toBe('away')
      expect(said.some(({ doing }) => doing === 'break')).toBe(true)
      expect(said[0]!.from).toBeGreaterThanOrEqual(day.plus({ hours: 8 }).toMillis())
      expect(said.at(-1)!.from).toBeLessThan(day.plus({ hours: 19 }).toMillis())
      for (const [index, { doing, from }] of said.entries()) {
        if (index === 0) continue
        expect(from).toBeGreaterThan(said[index - 1]!.from)
        expect(doing).not.toBe(said[index - 1]!.doing)
      }
    }),
  )
})
