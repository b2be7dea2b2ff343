/**
 * Arithmetic behind figures that people act on: pure, and checked against published values. It lies in the platform
 * because surveys, loops and insights all say figures, and none may import a domain above its own.
 */

/** Bounds of an interval, as shares from 0 to 1. */
export interface Interval {
  low: number
  high: number
}

/** The 97.5th percentile of the normal law: two-sided 95 %. */
const z95 = 1.959963984540054

/**
 * Gives the Wilson score interval of a proportion, without continuity correction: `successes` of `n`, as shares from
 * 0 to 1, two-sided 95 % unless `z` says otherwise. It stays inside [0, 1] and does not collapse at 0 or n.
 * Undefined for n = 0: nothing is known.
 * Source: E. B. Wilson, JASA 22 (1927) 209–212; method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872.
 */
export function wilson(successes: number, n: number, z = z95): Interval | undefined {
  if (n === 0) return undefined
  if (!(n > 0 && successes >= 0 && successes <= n))
    throw new RangeError('a proportion counts from 0 to n successes')
  const share = successes / n
  const z2 = z * z
  const middle = share + z2 / (2 * n)
  const half = z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))
  const scale = 1 + z2 / n
  // At the ends the bound is exactly 0 or 1; the arithmetic misses it by a rounding.
  return {
    low: successes === 0 ? 0 : (middle - half) / scale,
    high: successes === n ? 1 : (middle + half) / scale,
  }
}

/** A value and how many times it was given. */
export interface Tally {
  value: number
  count: number
}

/** Gives the arithmetic mean of tallied values, in their own unit; undefined when nothing was counted. */
export function mean(tallies: readonly Tally[]): number | undefined {
  let n = 0
  let sum = 0
  for (const { value, count } of tallies) {
    n += count
    sum += value * count
  }
  return n === 0 ? undefined : sum / n
}

/**
 * Rounds shares so that what is displayed adds up to `total` (100 for percents, 1,000 for tenths): each part gets its
 * whole units, and the units left go to the largest remainders, the first of equals first. All zero when every part is.
 * Source: the largest remainder method with the Hare quota (Hamilton, 1792).
 */
export function roundShares(parts: readonly number[], total = 100): number[] {
  if (parts.some(part => !(part >= 0))) throw new RangeError('a part of a whole is not negative')
  const sum = parts.reduce((all, part) => all + part, 0)
  if (sum === 0) return parts.map(() => 0)
  const exact = parts.map(part => (part / sum) * total)
  const rounded = exact.map(Math.floor)
  const left = total - rounded.reduce((all, part) => all + part, 0)
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of byRemainder.slice(0, left)) rounded[index]! += 1
  return rounded
}
