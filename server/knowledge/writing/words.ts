export interface Span {
  start: number
  end: number
  word: string
  /** True where a capital says nothing: the first word of a sentence or of a line. */
  opens: boolean
}

const longest = 40
const most = 2000

/**
 * The words of a text that can be misspelt: no address, no link, no number, no reference, no line quoted, nothing in
 * capitals.
 */
export function wordsIn(text: string): Span[] {
  const hidden = text.replaceAll(
    /^>.*$|\{\{.*?\}\}|https?:\/\/\S+|www\.\S+|\S+@\S+|[\p{L}\p{N}_./-]*\p{N}[\p{L}\p{N}_./-]*/gmu,
    found => ' '.repeat(found.length),
  )
  const spans: Span[] = []
  for (const match of hidden.matchAll(/\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu)) {
    const word = match[0]
    if (word.length < 2 || word.length > longest || word === word.toUpperCase()) continue
    const before = text.slice(0, match.index).trimEnd()
    const opens = /(?:^|[.!?…:]["»”]?|\n)$/u.test(
      text.slice(0, match.index).replace(/[ \t\u00a0\u202f«“"-]+$/u, ''),
    )
    spans.push({ start: match.index, end: match.index + word.length, word, opens: opens || before === '' })
    if (spans.length === most) break
  }
  return spans
}

/** As a dictionary writes it: straight apostrophes. */
export const plain = (word: string) => word.normalize('NFC').replaceAll('’', "'")

const startsHigh = (word: string) => word[0] !== word[0]!.toLowerCase()

/** A capital within a sentence makes a name, which no dictionary knows. */
export const isName = ({ word, opens }: Span) => startsHigh(word) && !opens
