/**
 * The top of an axis that begins at 0, and its marks: steps of 1, 2 or 5 times a power of ten, three to six of them, whole
 * because half a conversation, or half a person, is none.
 */
export function axisFor(highest: number): { top: number; marks: number[] } {
  const step = stepFor(Math.max(1, highest) / 4)
  const top = Math.ceil(Math.max(1, highest) / step) * step
  return { top, marks: Array.from({ length: top / step + 1 }, (_, index) => index * step) }
}

function stepFor(least: number): number {
  if (least <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map(times => times * power).find(step => step >= least)!
}
