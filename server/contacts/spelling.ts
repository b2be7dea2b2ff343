/** A question put to the address book, for `search_contacts`. */
export interface Wanted {
  /** Like patterns of its most telling words, three at most, any pattern of each: they read the index. */
  spellings: string[][]
  /** Regular expressions, all of them: they decide. */
  words: string[]
}

/** The words asked for, each at the beginning of a word; for digits, anywhere in a number. Folded text only. */
export function asWritten(question: string, folded: string): Wanted | undefined {
  const digits = digitsOf(question)
  if (digits) return { spellings: [[`%${digits}%`]], words: [digits] }
  const words = wordsOf(folded)
  if (words.length === 0) return undefined
  return {
    spellings: words.slice(0, 3).map(word => [`% ${word}%`]),
    words: words.map(word => ` ${word}`),
  }
}

/** The words of four letters or more, in which a mistake can be told from another word. */
export function mistakable(question: string, folded: string): string[] {
  return digitsOf(question) ? [] : wordsOf(folded).filter(word => word.length >= 4)
}

/** The question with one mistake forgiven in each of these of its words. */
export function misspelt(folded: string, mistaken: string[]): Wanted {
  const words = wordsOf(folded)
  const right = words.filter(word => !mistaken.includes(word))
  return {
    spellings: [
      // One word of many spellings, others of one: two of thirty each would be nine hundred searches.
      ...mistaken.slice(0, 1).map(word => oneMistake(word).map(pattern => `% ${pattern}%`)),
      ...right.slice(0, 2).map(word => [`% ${word}%`]),
    ],
    words: words.map(word =>
      mistaken.includes(word) ? ` (${oneMistake(word).join('|').replaceAll('_', '.')})` : ` ${word}`,
    ),
  }
}

/** Every pattern that a word matches when one letter is wrong, missing, too many, or swapped with the next. */
export function oneMistake(word: string): string[] {
  const letters = [...word]
  if (letters.length < 4) return [word]
  const before = (index: number) => letters.slice(0, index).join('')
  const after = (index: number) => letters.slice(index).join('')
  const patterns = new Set([word])
  for (let index = 0; index <= letters.length; index++) {
    patterns.add(`${before(index)}_${after(index)}`)
    if (index === letters.length) break
    patterns.add(`${before(index)}_${after(index + 1)}`)
    // Without one letter a short word would begin half of the address book.
    if (letters.length > 4) patterns.add(before(index) + after(index + 1))
    if (index + 1 < letters.length)
      patterns.add(before(index) + letters[index + 1] + letters[index] + after(index + 2))
  }
  return [...patterns]
}

/** The digits of a question that is a number or a part of one, without what only dials: 0, 00, +. */
function digitsOf(question: string): string | undefined {
  if (!/^[\d\s().+/-]+$/.test(question)) return undefined
  const digits = question
    .replace(/\(0\)/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0{1,2}/, '')
  return digits.length >= 3 ? digits : undefined
}

/** The longest words first: they tell most. */
const wordsOf = (folded: string) =>
  [...new Set(folded.split(' ').filter(Boolean))].sort((a, b) => b.length - a.length).slice(0, 6)
