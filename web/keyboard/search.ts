/** Makes words comparable: no accents, no capitals, no typographic apostrophes. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[’'«»"“”.,:;!?()…-]/g, ' ')
}

/** How well words answer a query: 0 not at all, more when a word is met whole, or from its beginning. */
export function score(query: string, words: string): number {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const known = fold(words).split(/\s+/).filter(Boolean)
  let total = 0
  for (const part of wanted) {
    const best = Math.max(0, ...known.map((word, place) => wordScore(part, word) - Math.min(place, 9) / 100))
    if (best === 0) return 0
    total += best
  }
  return total
}

function wordScore(part: string, word: string): number {
  if (word === part) return 3
  if (word.startsWith(part)) return 2
  return part.length > 2 && word.includes(part) ? 1 : 0
}
