/** Without case and accents, ligatures taken apart, one space between words and at both ends, nothing else. */
export function fold(words: string): string {
  return ` ${withoutMarks(words)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}

/** Without case and accents, ligatures taken apart; signs stay, because a plan `A+` is not a plan `A`. */
export const withoutMarks = (words: string): string =>
  words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'")
    .replaceAll(/\s+/gu, ' ')
    .trim()

/** A whole phrase between spaces; with an asterisk, whatever its ending. Words that are nothing but signs are never there. */
export function phraseOf(words: string): string {
  const phrase = fold(words)
  if (phrase.trim() === '') return '\u0000'
  return words.trimEnd().endsWith('*') ? phrase.trimEnd() : phrase
}
