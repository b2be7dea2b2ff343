/** So many words of one's own make an answer more than its template. */
const enough = 3
/** A template is recognised while so much of it is still there. */
const recognised = 0.8

/**
 * True when a text is one or several templates with next to nothing of the writer's own: neither three words added, nor
 * a fifth of the template's taken out (Q22).
 */
export function isUntouched(text: string, templates: readonly string[]): boolean {
  const left = counted(wordsOf(text))
  let known = 0
  for (const template of templates.map(wordsOf).toSorted((a, b) => b.length - a.length)) {
    const needed = counted(template)
    const found = [...needed].reduce((sum, [word, count]) => sum + Math.min(count, left.get(word) ?? 0), 0)
    if (template.length === 0 || found < template.length * recognised) continue
    for (const [word, count] of needed) left.set(word, Math.max(0, (left.get(word) ?? 0) - count))
    known += 1
  }
  const own = [...left.values()].reduce((sum, count) => sum + count, 0)
  return known > 0 && own < enough
}

const wordsOf = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
