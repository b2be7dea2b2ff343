/** What stands where words were taken out: it says nothing of them, and is said the same in every language. */
export const hiddenMark = '█████'

export interface HiddenWords {
  /** Plain text without them. */
  text(text: string): string
  /** HTML without them, or null when they may still be read in it: across its tags, in what it encodes. */
  html(html: string): string | null
  /** The same value with each of its texts, however deep, without them. */
  value<Value>(value: Value): Value
  isIn(text: string): boolean
  /** The longest piece without a space: what a database looks for before anything is read. */
  longest: string
}

const special = /[.*+?^${}()|[\]\\/]/g
const wordy = /[\p{L}\p{N}]/u

/**
 * Finds chosen words wherever they are said: in any case, across the lines and the `>` of a quotation, within the tags of a
 * mail; long ones cut by the end of a line, and numbers grouped otherwise. Whole words alone: taking out "Ana" leaves
 * "Banana".
 */
export function hiddenWords(words: string): HiddenWords {
  const said = words.normalize('NFC').trim()
  const pieces = said.split(/\s+/)
  const whole = (inner: string) =>
    `${wordy.test(said[0] ?? '') ? '(?<![\\p{L}\\p{N}])' : ''}${inner}${wordy.test(said.at(-1) ?? '') ? '(?![\\p{L}\\p{N}])' : ''}`
  const plain = new RegExp(whole(joined(pieces, { letter: escaped, gap: gapInText, space: '[\\s>]' })), 'giu')
  const inTags = new RegExp(
    whole(
      joined(pieces, {
        letter: encoded,
        gap: gapInTags,
        space: '(?:\\s|&nbsp;|&#160;|&gt;|<[^>]*>)',
      }),
    ),
    'giu',
  )
  const isIn = (text: string) => text.normalize('NFC').search(plain) >= 0
  const text = (given: string) => (isIn(given) ? given.normalize('NFC').replaceAll(plain, hiddenMark) : given)
  const html = (given: string) => {
    const clean = given
      .normalize('NFC')
      .replaceAll(inTags, found => `${hiddenMark}${(found.match(/<[^>]*>/g) ?? []).join('')}`)
    const read = [clean, clean.replaceAll(/<[^>]*>/g, ''), clean.replaceAll(/<[^>]*>/g, ' ')]
    return read.some(each => isIn(decoded(each))) ? null : clean
  }
  const value = <Value>(given: Value): Value => mapTexts(given, html, text) as Value // the same shape
  return {
    text,
    html,
    value,
    isIn,
    longest: pieces.reduce((one, other) => (other.length > one.length ? other : one), ''),
  }
}

function mapTexts(
  given: unknown,
  html: (text: string) => string | null,
  text: (text: string) => string,
): unknown {
  if (typeof given === 'string') return text(html(given) ?? '')
  if (Array.isArray(given)) return given.map(one => mapTexts(one, html, text))
  if (given === null || typeof given !== 'object') return given
  return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, mapTexts(one, html, text)]))
}

interface Writing {
  letter: (letter: string) => string
  /** What may stand between two letters of a piece. */
  gap: (piece: string) => string
  /** One thing that may stand between two pieces. */
  space: string
}

/** Pieces as a text may write them: those of a number may also stand without a space. */
function joined(pieces: string[], { letter, gap, space }: Writing): string {
  const written = pieces.map(piece => [...piece].map(letter).join(gap(piece)))
  return written.reduce((before, piece, at) => {
    const isNumber = hasDigit.test(pieces[at - 1]!) && hasDigit.test(pieces[at]!)
    return `${before}${space}${isNumber ? '*' : '+'}${piece}`
  })
}

const hasDigit = /\p{N}/u

/** Mails end their lines near the 76th sign, in the middle of a long reference too. */
const isLong = (piece: string) => [...piece].length >= 6

const gapInText = (piece: string) =>
  !isLong(piece)
    ? ''
    : hasDigit.test(piece)
      ? String.raw`[^\S\n]*(?:\n[\s>]*)?`
      : String.raw`(?:[^\S\n]*\n[\s>]*)?`

const gapInTags = (piece: string) =>
  !isLong(piece)
    ? '(?:<[^>]*>)*'
    : hasDigit.test(piece)
      ? String.raw`(?:<[^>]*>|\s|&nbsp;|&#160;)*`
      : String.raw`(?:<[^>]*>)*(?:[^\S\n]*\n(?:<[^>]*>|\s)*)?`

const escaped = (piece: string) => piece.replaceAll(special, String.raw`\$&`)

const named: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

/** One letter as it is, or as a mail may write it. */
function encoded(letter: string): string {
  const code = letter.codePointAt(0)!
  const ways = [escaped(letter), `&#0*${code};`, `&#x0*${code.toString(16)};`]
  if (named[letter]) ways.push(`&${named[letter]};`)
  return `(?:${ways.join('|')})`
}

const byName: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function decoded(html: string): string {
  return html.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (found, hex, decimal, name) => {
    if (name) return byName[String(name).toLowerCase()] ?? found
    const code = hex ? Number.parseInt(String(hex), 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
