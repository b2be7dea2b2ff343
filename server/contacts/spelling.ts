/** A question put to the address book, for `search_contacts`. */
export interface Wanted {
  /** Like patterns of its longest word, any of them: they read the index. */
  spellings: string[]
  /** Regular expressions, all of them: they decide. */
  words: string[]
}

/** The words asked for, each at the beginning of a word; for digits, anywhere in a number. Folded text only. */
export function asWritten(question: string, folded: string): Wanted | undefined {
  const digits = digitsOf(question)
  if (digits) return { spellings: [`%${digits}%`], words: [digits] }
  const words = wordsOf(folded)
  if (words.length === 0) return undefined
  return { spellings: [`% ${longest(words)}%`], words: words.map(word => ` ${word}`) }
}

/** The same with one mistake in each word of four letters or more; undefined when no word is long enough. */
export function misspelt(question: string, folded: string): Wanted | undefined {
  const words = wordsOf(folded)
  if (digitsOf(question) || words.every(word => word.length < 4)) return undefined
  return {
    spellings: oneMistake(longest(words)).map(pattern => `% ${pattern}%`),
    words: words.map(word => ` (${oneMistake(word).join('|').replaceAll('_', '.')})`),
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

const wordsOf = (folded: string) => [...new Set(folded.split(' ').filter(Boolean))].slice(0, 6)
const longest = (words: string[]) => words.reduce((best, word) => (word.length > best.length ? word : best))
