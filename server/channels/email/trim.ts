import {
  findMarks,
  isDeviceLine,
  isDrawing,
  type Line,
  type Mark,
  opensSignature,
  readLines,
} from './quote-marks.ts'
import { isContactBlock, type Signer, splitSignature } from './signature.ts'

/** What a line of a mail is: the words of the sender, what is quoted from before, or what closes every mail. */
export type LineKind = 'new' | 'quoted' | 'signature'

/** What a mail client says of a line by its HTML, surer than anything the words say. */
export type LineHint = 'attribution' | 'history' | 'signature'

/** A mail read as a person would: `kinds` has one entry for each line of the full text. */
export type TrimmedMail = { text: string; quoted: string; signature: string; kinds: LineKind[] }

/** Everything the decision looks at; `kinds` is what it writes. */
type Reading = {
  lines: Line[]
  kinds: LineKind[]
  marks: Mark[]
  hints: (LineHint | undefined)[]
  fenced: boolean[]
}

/**
 * Separates the new words of a mail from the history it quotes and from its signature. Nothing is lost: every line is in
 * one of the three. When nothing would be left to read, the words are kept.
 */
export function trimMail(
  fullText: string,
  { hints = [], signer }: { hints?: (LineHint | undefined)[]; signer?: Signer } = {},
): TrimmedMail {
  const lines = readLines(fullText)
  const fenced = insideFences(lines)
  lines.forEach((line, index) => {
    if (fenced[index]) line.depth = 0
  })
  joinWrappedQuotes(lines)
  const found = findMarks(lines).filter(mark => !fenced[mark.start])
  const kinds = lines.map((): LineKind => 'new')
  const reading = { lines, kinds, marks: withHints(found, hints), hints, fenced }
  cutHistory(reading, 0)
  cutClosing(reading)
  if (signer) cutContactBlock(reading, signer)
  return {
    text: linesOf(reading, 'new'),
    quoted: linesOf(reading, 'quoted'),
    signature: linesOf(reading, 'signature'),
    kinds,
  }
}

function linesOf({ lines, kinds }: Reading, wanted: LineKind): string {
  return (
    lines
      .filter((_, index) => kinds[index] === wanted)
      .map(line => line.raw.trimEnd())
      .join('\n')
      .replace(/^\n+|\s+$/g, '')
      // Some programs put forty empty lines between two sentences.
      .replace(/\n{5,}/g, '\n\n')
  )
}

/** What stands between two ``` is code: it may look like anything. */
function insideFences(lines: Line[]): boolean[] {
  const fences = lines.flatMap((line, index) => (/^```/.test(line.raw) ? [index] : []))
  const fenced = lines.map(() => false)
  for (let pair = 0; pair + 1 < fences.length; pair += 2) {
    fenced.fill(true, fences[pair], (fences[pair + 1] ?? 0) + 1)
  }
  return fenced
}

/** Some clients wrap a long quoted line and forget the sign on the rest; that rest is not an answer. */
function joinWrappedQuotes(lines: Line[]): void {
  for (let at = 1; at + 1 < lines.length; at += 1) {
    const [before, line, after] = [lines[at - 1], lines[at], lines[at + 1]]
    if (!before || !line || !after || line.depth > 0 || line.words === '') continue
    const isRest = before.depth > 0 && before.raw.length > 60 && line.raw.length < 60 && after.depth > 0
    if (isRest && !/[.!?:,;]$/.test(before.words)) line.depth = before.depth
  }
}

function withHints(marks: Mark[], hints: (LineHint | undefined)[]): Mark[] {
  const hinted: Mark[] = []
  for (let at = 0; at < hints.length; at += 1) {
    if (hints[at] !== 'attribution') continue
    let end = at + 1
    while (hints[end] === 'attribution') end += 1
    hinted.push({ start: at, end, kind: 'attribution', depth: 0 })
    at = end
  }
  const others = marks.filter(mark => !hinted.some(hint => mark.start < hint.end && mark.end > hint.start))
  return [...others, ...hinted].sort((a, b) => a.start - b.start)
}

/** Marks as quoted whatever comes from before this mail, from line `from` on. */
function cutHistory(reading: Reading, from: number): void {
  const { lines, marks, hints } = reading
  const told = hints.indexOf('history', from)
  const first = marks.find(mark => mark.start >= from)
  if (told >= 0 && (!first || told <= first.start)) {
    if (hasWords(lines, from, told)) quoteFrom(reading, told)
    // A forward without a word: what is forwarded is what there is to read, under its headers.
    else if (first && first.start - told < 6) cutUnder(reading, first)
  } else if (!first) {
    cutTrailingQuotes(reading, from)
  } else if (!hasWords(lines, from, first.start)) {
    cutUnder(reading, first)
  } else if (first.kind === 'headers' || !isQuoted(lines, first) || !isAnsweredBelow(reading, first)) {
    quoteFrom(reading, first.start)
  } else {
    quoteMarks(reading, from)
    cutTrailingQuotes(reading, from)
  }
}

/** The mail begins with an announcement: its headers go, and its quotes when an answer stands below them. */
function cutUnder(reading: Reading, mark: Mark): void {
  const { lines, kinds, marks } = reading
  kinds.fill('quoted', mark.start, mark.end)
  if (!isQuoted(lines, mark)) {
    if (mark.kind === 'headers') cutHistory(reading, mark.end)
    // Nothing tells the old words from the new ones: keep them all, without the announcements.
    else quoteMarks(reading, mark.end)
    return
  }
  let end = mark.end
  while (end < lines.length && !isText(lines[end])) end += 1
  const lastText = lines.findLastIndex(isText)
  const isInterleaved =
    lines.slice(end, lastText).some(line => line.depth > 0) && !marks.some(m => m.start >= end)
  // Answers between quotes cannot be read without them.
  if (isInterleaved) {
    cutTrailingQuotes(reading, end)
  } else {
    kinds.fill('quoted', 0, end)
    cutHistory(reading, end)
  }
}

const isText = (line: Line | undefined) => line !== undefined && line.depth === 0 && line.words !== ''

const hasWords = (lines: Line[], from: number, end: number) =>
  lines.slice(from, end).some(line => isText(line) && !isDrawing(line.words))

function quoteMarks({ kinds, marks }: Reading, from: number): void {
  for (const mark of marks) if (mark.start >= from) kinds.fill('quoted', mark.start, mark.end)
}

/** The rule drawn above an announcement goes with it. */
function quoteFrom({ lines, kinds }: Reading, start: number): void {
  let at = start
  while (at > 0 && (lines[at - 1]?.words === '' || isRule(lines[at - 1]))) at -= 1
  kinds.fill('quoted', at)
}

const isRule = (line: Line | undefined) =>
  line !== undefined && /^[-–—_*=]{5,}$/.test(line.words.replace(/ /g, ''))

function isQuoted(lines: Line[], mark: Mark): boolean {
  const next = lines.slice(mark.end).find(line => line.words !== '' || line.depth > 0)
  return mark.depth > 0 || (next?.depth ?? 0) > 0
}

/** An answer below a quote is text that no signature, announcement, device or footer explains. */
function isAnsweredBelow({ lines, marks, hints }: Reading, mark: Mark): boolean {
  let isClosing = false
  for (let at = mark.end; at < lines.length; at += 1) {
    const line = lines[at]!
    if (line.depth > 0) isClosing = false
    if (opensSignature(line)) isClosing = true
    if (isClosing || !isText(line) || isDrawing(line.words) || isDeviceLine(line.words)) continue
    const isAnnounced = marks.some(other => at >= other.start && at < other.end)
    if (!isAnnounced && hints[at] === undefined) return true
  }
  return false
}

/** Quotes at the end are history; quotes followed by words are what the words answer. */
function cutTrailingQuotes({ lines, kinds }: Reading, from: number): void {
  if (!lines.slice(from).some(isText)) return
  const isOver = (line: Line | undefined) => line?.depth !== 0 || line.words === ''
  const closing = lines.findIndex((line, index) => index >= from && opensSignature(line))
  const end = closing > 0 && lines.length - closing <= longestSignature ? closing : lines.length
  let start = end
  while (start > from && isOver(lines[start - 1])) start -= 1
  // A table drawn with bars is no quote: nothing announced it.
  if (lines.slice(start, end).some(line => line.depth > 0 && !line.bars)) kinds.fill('quoted', start, end)
}

/** A signature is short; a long text under two dashes is a text. */
const longestSignature = 30

/** Marks as signature what closes the words: the lines under « -- », the name of the device, a last drawn rule. */
function cutClosing({ lines, kinds, fenced, hints }: Reading): void {
  const kept = () => lines.flatMap((_, index) => (kinds[index] === 'new' ? [index] : []))
  const sign = (indexes: number[]) => {
    const rest = kept().filter(index => !indexes.includes(index))
    // A mail that is all signature has no signature.
    if (rest.some(index => lines[index]?.words !== ''))
      for (const index of indexes) kinds[index] = 'signature'
  }
  sign(kept().filter(index => hints[index] === 'signature'))
  const all = kept()
  const opening = all.findIndex(index => !fenced[index] && opensSignature(lines[index]!))
  if (opening > 0 && all.length - opening <= longestSignature) sign(all.slice(opening))
  for (const index of kept().toReversed()) {
    const words = lines[index]?.words ?? ''
    if (words !== '' && (fenced[index] || !(isDrawing(words) || isDeviceLine(words)))) return
    kinds[index] = 'signature'
  }
}

/** A known sender's name, telephone and address under his words are folded even without « -- »; a mere name is kept. */
function cutContactBlock(reading: Reading, signer: Signer): void {
  const { lines, kinds } = reading
  if (kinds.includes('signature') && linesOf(reading, 'signature').length > 40) return
  const { signature } = splitSignature(linesOf(reading, 'new'), signer)
  if (!isContactBlock(signature)) return
  const kept = lines.flatMap((line, index) => (kinds[index] === 'new' && line.words !== '' ? [index] : []))
  const count = signature.split('\n').filter(line => line.trim() !== '').length
  const start = kept.at(-count) ?? lines.length
  for (let at = start; at < lines.length; at += 1) if (kinds[at] === 'new') kinds[at] = 'signature'
}
