/**
 * Rounds parts to whole percents that add up to 100: each gets its whole units, the units left go to the largest
 * remainders, the first of equals first. All 0 when there is nothing.
 */
export function wholePercents(parts: readonly number[]): number[] {
  const sum = parts.reduce((all, part) => all + part, 0)
  if (sum === 0) return parts.map(() => 0)
  const exact = parts.map(part => (part / sum) * 100)
  const rounded = exact.map(Math.floor)
  const left = 100 - rounded.reduce((all, part) => all + part, 0)
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of byRemainder.slice(0, left)) rounded[index]! += 1
  return rounded
}
