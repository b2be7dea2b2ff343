import {
  deviceLines,
  forwardWords,
  headerLabels,
  leadWords,
  quotingWords,
  replyAboveWords,
  wroteWords,
} from './quote-words.ts'

/**
 * Recognises, line by line, what mail clients write around the words of others: quote signs, « On … wrote: », blocks of
 * headers, « Original message ». Knows nothing of what should be kept: trim.ts decides.
 */

/** One line as it will be judged: its words without the quote signs, and how deep it is quoted. */
export type Line = { raw: string; words: string; depth: number; bars: boolean }

/** A stretch of lines that announces history: from `start` up to, not including, `end`. */
export type Mark = { start: number; end: number; kind: 'attribution' | 'headers'; depth: number }

/** Longer than this, a line is prose or data: nothing a client writes, and no food for a regular expression. */
const longestMark = 600

/** Splits a text into lines with their quote signs read off. */
export function readLines(text: string): Line[] {
  return text.split('\n').map(readLine)
}

function readLine(raw: string): Line {
  const signs = /^ {0,2}(?:[>＞›»][ \t]?)+|^[A-Z]{1,3}>[ \t]?|^[|](?:[ \t]|$)/.exec(raw)?.[0] ?? ''
  const bars = signs.startsWith('|')
  return {
    raw,
    words: bare(raw.slice(signs.length)),
    depth: bars ? 1 : (signs.match(/[>＞›»]/g)?.length ?? 0),
    bars,
  }
}

/** Drops the characters nobody sees, and the entities that a client forgot to decode. */
function bare(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .trim()
}

/** Finds every announcement, in order, none inside another. */
export function findMarks(lines: Line[]): Mark[] {
  const marks: Mark[] = []
  let at = 0
  while (at < lines.length) {
    const mark =
      headersAt(lines, at) ??
      attributionEndingAt(lines, at, marks.at(-1)?.end ?? 0) ??
      nameAboveQuote(lines, at)
    if (mark) marks.push(mark)
    at = Math.max(at + 1, mark?.end ?? 0)
  }
  return marks
}

const verbs = `(?:${[...wroteWords].sort((a, b) => b.length - a.length).join('|')})`
const hasVerb = new RegExp(`(?:^|[^\\p{L}])${verbs}(?:$|[^\\p{L}])|(?:写道|寫道|작성|のメッセージ)`, 'iu')
const endsLikeOne = new RegExp(
  `(?:[:：]|${verbs}(?: ?[:：])?)[*_\\s]*(?:[-–—]{2,})?$|(?:GMT|UTC)[+-]\\d\\d:?\\d\\d .{2,60}$|^\\d{4}/\\d{1,2}/\\d{1,2} .+>$`,
  'iu',
)
const hasAddress = /[^\s<>@"()]+@[^\s<>@"()]+|\(?via [\p{L} ]{3,}\)?/u
const months =
  '(?:jan|feb|f[ée]v|mar|apr|avr|may|mai|maj|maio|jun|juin|jul|juil|aug|ao[uû]|ago|sep|oct|okt|out|nov|dec|d[ée]c|dez|dic|ene|abr|gen|mag|giu|lug|set|ott|lip|cze|wrz|paź|gru|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|серп|січ|лют|бер|квіт|трав|черв|лип|вер|жовт|лист|груд)'
const hasDate = new RegExp(
  `\\d{1,2}[:.h]\\d{2}|\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}|\\d{1,2}\\.?(?: de)? ${months}|${months}\\p{L}*\\.? \\d{1,2}|\\d{4}\\s?[年년]`,
  'iu',
)
const lead = new RegExp(`^[-–—*_\\s]*(?:${leadWords.join('|')})(?=[\\s\\d,:]|$)|^[-–—\\s]*在`, 'iu')
const startsWithDate = new RegExp(
  `^(?:\\p{L}{2,13}[.,]{0,2} )?(?:\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}[./-]\\d{1,2}[./-]\\d{1,2}|\\d{1,2}\\.?(?: de)? ${months}|\\d{4}\\s?[年년])`,
  'iu',
)

const quoting = new RegExp(`^(?:${quotingWords.join('|')}) .{0,120}[^\\s@]@[^\\s@]{3,}.{0,3}[:：]$`, 'iu')

/** An announcement is often cut in several lines: reads upwards from its last line to the nearest plausible first one. */
function attributionEndingAt(lines: Line[], last: number, notBefore: number): Mark | undefined {
  const final = lines[last]
  if (!final || final.raw.length > longestMark || !endsLikeOne.test(final.words)) return undefined
  let joined = ''
  let blanks = 0
  let found: Mark | undefined
  for (let first = last; first >= notBefore && first > last - 6; first -= 1) {
    const line = lines[first]
    if (!line || line.raw.length > longestMark) break
    if (line.words === '') {
      blanks += 1
      if (blanks > 1) break
      continue
    }
    if (
      first < last &&
      /[:：]$|[.!?]$/.test(line.words) &&
      !/(?:^|[^\p{L}\d])[\p{L}\d]{1,5}\.$/u.test(line.words)
    )
      break
    joined = `${line.words} ${joined}`.trim()
    const strength = attributionStrength(joined)
    if (strength === 'none') continue
    found = { start: first, end: last + 1, kind: 'attribution', depth: Math.min(line.depth, final.depth) }
    if (strength === 'complete') break
  }
  return found
}

const namedOnly = new RegExp(`^[^.!?]{2,60} ${verbs} ?[:：]$`, 'iu')

/** « Zoé Martin a écrit : » is an announcement only when a quote follows. */
function nameAboveQuote(lines: Line[], at: number): Mark | undefined {
  const line = lines[at]
  if (!line || !/[:：]$/.test(line.words) || !namedOnly.test(line.words)) return undefined
  const next = lines.slice(at + 1, at + 3).find(following => following.words !== '' || following.depth > 0)
  const isQuoteBelow = next !== undefined && next.depth > line.depth
  return isQuoteBelow ? { start: at, end: at + 1, kind: 'attribution', depth: line.depth } : undefined
}

/** `complete` begins as announcements begin; `partial` has the essentials but its first words may stand on the line above. */
function attributionStrength(words: string): 'none' | 'partial' | 'complete' {
  if (words.length > longestMark) return 'none'
  const dated = hasDate.test(words)
  const addressed = hasAddress.test(words)
  const wrote = hasVerb.test(words)
  const opens = lead.test(words) || startsWithDate.test(words)
  if (opens && dated && wrote) return 'complete'
  // Without a verb (Gmail of 2013 or in Japanese, Yandex, Mail.ru), only a date with an address or a time zone is sure.
  const dateFirst = startsWithDate.test(words)
  if (dateFirst && (addressed || /(?:GMT|UTC)[+-]\d\d/.test(words)) && dated) return 'complete'
  if (/\b(?:you|vous|tu) (?:wrote|avez écrit|as écrit) ?:$/i.test(words) && dated) return 'complete'
  if (addressed && quoting.test(words)) return 'complete'
  if (wrote && addressed && !/\p{L}{4,}[.!?] \p{Lu}/u.test(words.replace(/<[^>]*>|"[^"]*"/g, ''))) {
    return dated && !/^[<(\d]/.test(words) ? 'complete' : 'partial'
  }
  return 'none'
}

const fields = Object.entries(headerLabels).map(
  ([field, labels]) =>
    [field, new RegExp(`^[*_>\\s]*(?:${labels})[*_]*\\s?[*_]*[:：][*_]*(?:\\s|$|(?=\\S))`, 'iu')] as const,
)
const forward = new RegExp(
  `^[*_\\s]*[-–—_=*\\s]{0,60}(?:${forwardWords.join('|')})\\s?[:：]?[-–—_=*\\s]{0,60}$`,
  'iu',
)
const forwardDashed = new RegExp(
  `^[*_\\s]*[-–—_=]{2,}\\s*(?:${forwardWords.join('|')})\\s?[:：]?\\s*[-–—_=]{2,}[*_\\s]*$`,
  'iu',
)
const replyAbove = new RegExp(`^[-–—_=*#\\s]{0,20}(?:${replyAboveWords.join('|')})[-–—_=*#.\\s]{0,20}$`, 'iu')
const frenchWebmail = /^message du \d{1,2}[/.]\d{1,2}[/.]\d{2,4}/i
const rule = /^[-–—_=*\s]{4,}$/

/** Reads « Original message » or a rule, then a block of headers; either is enough when it is unmistakable. */
function headersAt(lines: Line[], start: number): Mark | undefined {
  const first = lines[start]
  if (!first || first.words === '' || first.raw.length > longestMark) return undefined
  let at = start
  const announced = forward.test(first.words) || frenchWebmail.test(first.words)
  if (announced || rule.test(first.words)) at = skipBlanks(lines, start + 1)
  const block = readHeaders(lines, at)
  const isSure = block !== undefined && (announced || block.isSure)
  if (isSure) return { start, end: block.end, kind: 'headers', depth: first.depth }
  if (forwardDashed.test(first.words) || replyAbove.test(first.words)) {
    return { start, end: start + 1, kind: 'headers', depth: first.depth }
  }
  return undefined
}

function readHeaders(lines: Line[], start: number): { end: number; isSure: boolean } | undefined {
  const seen = new Set<string>()
  const depth = lines[start]?.depth
  let values = ''
  let end = start
  let folded = 0
  for (let at = start; at < lines.length && at < start + 30; at += 1) {
    const line = lines[at]
    if (!line || line.depth !== depth || line.raw.length > 8 * longestMark) break
    const field = fieldOf(line.words)
    if (field) {
      if (seen.has(field) && field !== 'other') break
      seen.add(field)
      values += ` ${line.words}`
      end = at + 1
      folded = 0
    } else if (line.words === '') {
      // Word writes a blank line between headers; a body never begins with « To: ».
      if (!fieldOf(lines[at + 1]?.words ?? '')) break
    } else {
      // A long list of recipients, or a long subject, goes on below its label.
      folded += 1
      if (seen.size === 0 || folded > 4 || !goesOn(lines, at)) break
      values += ` ${line.words}`
      end = at + 1
    }
  }
  if (!seen.has('from') || seen.size < 2) return undefined
  const others = ['date', 'to', 'subject'].filter(field => seen.has(field)).length
  const isDetailed = seen.has('subject') || hasAddress.test(values) || /\d{1,2}[:.h]\d{2}/.test(values)
  return { end, isSure: others >= 2 && isDetailed }
}

/** A line without a label belongs to the headers only when a label comes again before any blank line. */
function goesOn(lines: Line[], at: number): boolean {
  for (let next = at + 1; next <= at + 4; next += 1) {
    const words = lines[next]?.words ?? ''
    if (words === '') return false
    if (fieldOf(words)) return true
  }
  return false
}

function fieldOf(words: string): string | undefined {
  return words.length > 8 * longestMark ? undefined : fields.find(([, label]) => label.test(words))?.[0]
}

function skipBlanks(lines: Line[], from: number): number {
  let at = from
  while (at < lines.length && lines[at]?.words === '') at += 1
  return at
}

/** Says whether a line is what a telephone or an application adds under a message. */
export function isDeviceLine(words: string): boolean {
  return words.length < 250 && deviceLines.some(pattern => pattern.test(words))
}

/** Says whether a line holds nothing but drawing: dashes, stars, the trace of a tracker. */
export function isDrawing(words: string): boolean {
  return /^(?:[-–—_*=~#+\s]{2,}|ᐧ|—|–)$/.test(words)
}

/** Says whether a line opens a signature. */
export function opensSignature(line: Line): boolean {
  return line.depth === 0 && /^(?:--|—|––|_{2,})$/.test(line.words)
}
