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

/** Signs that a word may be made of (`c++`, `50 %`, `R&D`); `n°` is written without its sign as often as with it. */
const sign = /(?!°)[\p{Sm}\p{Sc}\p{So}#%&@]/u
const unsaid = /(?:°|[^\p{L}\p{N}\p{Sm}\p{Sc}\p{So}#%&@])+/gu
/** Those that stand apart from their word or not, as people please: `50%` is `50 %`; `c++` and `c#` are of one piece. */
const apart = /[\p{Sc}%&@=]/u

/** Folded, and signs stay where they are. */
export const foldWithSigns = (words: string): string =>
  ` ${withoutMarks(words).replaceAll(unsaid, ' ').trim()} `

/** Words made ready to be looked for in many texts. */
export interface Phrase {
  /** They are looked for in a text that is folded with its signs. */
  hasSigns: boolean
  isIn(folded: string): boolean
}

/**
 * A whole phrase: each word of it that ends with an asterisk takes every ending, and signs count where it has some. What has
 * neither letters nor such signs is never there.
 */
export function phraseOf(words: string): Phrase {
  const hasSigns = sign.test(withoutMarks(words))
  const said = hasSigns ? foldWithSigns : fold
  const phrase = withoutMarks(words)
    .split(' ')
    .map(word => `${said(word).trim()}${/\*[^\p{L}\p{N}]*$/u.test(word) ? '*' : ''}`)
    .filter(word => word !== '' && word !== '*')
    .join(' ')
  if (phrase === '') return { hasSigns, isIn: () => false }
  if (!hasSigns && !phrase.slice(0, -1).includes('*')) {
    const plain = phrase.endsWith('*') ? ` ${phrase.slice(0, -1)}` : ` ${phrase} `
    return { hasSigns, isIn: folded => folded.includes(plain) }
  }
  const looked = phrase.replaceAll(/ ?([\p{Sc}%&@=]) ?/gu, '$1')
  const [first, last] = [[...looked][0]!, [...looked].at(-1)!]
  const pattern = new RegExp(
    `(?<!${likeOf(first)})${[...looked].map(patternOf).join('')}${last === '*' ? '' : `(?!${likeOf(last)})`}`,
    'u',
  )
  return { hasSigns, isIn: folded => pattern.test(folded) }
}

/** Why words cannot be looked for as their writer means them: an asterisk elsewhere than at the end of a word, or no letters. */
export function faultOfPhrase(words: string): 'star_inside' | 'no_letters' | undefined {
  const looked = withoutMarks(words)
  if (!isSaid(looked)) return 'no_letters'
  const isInside = looked.split(' ').some(word => {
    const [stem = '', ...rest] = word.split('*')
    return rest.length > 0 && (!isSaid(stem) || isSaid(rest.join('')))
  })
  return isInside ? 'star_inside' : undefined
}

const isSaid = (text: string): boolean => /[\p{L}\p{N}]/u.test(text) || sign.test(text)

const literal = (one: string): string => one.replace(/[\\^$.*+?()[\]{}|/]/u, String.raw`\$&`)

function patternOf(one: string): string {
  if (one === '*') return String.raw`[\p{L}\p{N}]*`
  return apart.test(one) ? ` ?${literal(one)} ?` : literal(one)
}

/** What may not stand beside it: a word goes on with letters, `c+` with another such sign. */
const likeOf = (one: string): string => (/[\p{L}\p{N}]/u.test(one) ? String.raw`[\p{L}\p{N}]` : literal(one))
