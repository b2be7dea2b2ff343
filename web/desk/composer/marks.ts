import type { WritingCheck } from '../../../contract/knowledge.ts'

/** A stretch of what is being written that deserves a second look. */
export interface Mark {
  start: number
  end: number
  word: string
  kind: 'misspelt' | WritingCheck['sensitive'][number]['kind']
  suggestions: readonly string[]
}

/**
 * What was found in a text, in the text as it is now: what stands before the first letter changed keeps its place, what
 * stands after the last one moves along, and what was touched is left alone until it is looked at again.
 */
export function marksIn(check: WritingCheck & { text: string }, now: string): Mark[] {
  const { text: before } = check
  const shortest = Math.min(before.length, now.length)
  let head = 0
  while (head < shortest && before[head] === now[head]) head++
  let tail = 0
  while (tail < shortest - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  const shift = now.length - before.length
  const found = [
    ...check.misspelt.map(one => ({ ...one, kind: 'misspelt' as const })),
    ...check.sensitive.map(one => ({ ...one, suggestions: [] })),
  ]
  const isSame = before === now
  return found
    .flatMap(({ start, end, kind, suggestions }): Mark[] => {
      const by = isSame || end < head ? 0 : start > before.length - tail ? shift : undefined
      if (by === undefined) return []
      return [{ start: start + by, end: end + by, word: now.slice(start + by, end + by), kind, suggestions }]
    })
    .toSorted((one, other) => one.start - other.start)
}

/** The mark under the caret, else the first. */
export function markAt(marks: readonly Mark[], caret: number): Mark | undefined {
  return marks.find(({ start, end }) => start <= caret && caret <= end) ?? marks[0]
}

/** The text cut at its marks, for drawing them under it; those that overlap another are left out. */
export function pieces(text: string, marks: readonly Mark[]): { text: string; start: number; mark?: Mark }[] {
  const cut: { text: string; start: number; mark?: Mark }[] = []
  let at = 0
  for (const mark of marks) {
    if (mark.start < at || mark.end > text.length) continue
    if (mark.start > at) cut.push({ text: text.slice(at, mark.start), start: at })
    cut.push({ text: text.slice(mark.start, mark.end), start: mark.start, mark })
    at = mark.end
  }
  return at < text.length ? [...cut, { text: text.slice(at), start: at }] : cut
}
