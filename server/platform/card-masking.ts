/**
 * Card numbers never enter the database (REC-5): a number that is a plausible payment card becomes `•••• 1111` and a
 * security code beside it becomes `•••`. What is not seen: digits spelled as words, numbers in pictures and attachments,
 * and, in HTML, attribute values.
 */

type Change = { start: number; end: number; by: string; isCard: boolean }
type Group = { digits: string; start: number; end: number; breaksBefore: boolean }

/** Replaces payment card numbers by their last four digits and drops security codes; `masked` counts the cards. */
export function maskCards(text: string): { text: string; masked: number } {
  const changes = findCardData(text)
  let result = ''
  let at = 0
  for (const change of changes) {
    result += text.slice(at, change.start) + change.by
    at = change.end
  }
  return { text: result + text.slice(at), masked: changes.filter(change => change.isCard).length }
}

/** Does the same to the words of an HTML document, even when tags cut a number in pieces; attributes stay as they are. */
export function maskCardsInHtml(html: string): { html: string; masked: number } {
  const pieces = html.split(/(<[^>]*>)/)
  let text = ''
  const texts: { piece: number; start: number }[] = []
  pieces.forEach((piece, index) => {
    if (index % 2 === 0) {
      texts.push({ piece: index, start: text.length })
      text += piece
    } else if (blockTag.test(piece)) {
      // One character that no number can cross, so that two table cells never make one card.
      text += '\u0000'
    }
  })
  const changes = findCardData(text)
  for (const { piece, start } of texts.toReversed()) {
    pieces[piece] = changeWithin(pieces[piece] ?? '', start, changes)
  }
  return { html: pieces.join(''), masked: changes.filter(change => change.isCard).length }
}

const blockTag = /^<\/?(?:p|div|br|hr|li|ul|ol|td|th|tr|table|tbody|blockquote|h[1-6]|pre|section|article)\b/i

/** Applies to one piece of text the part of each change that lies in it; the replacement goes where the number begins. */
function changeWithin(piece: string, offset: number, changes: Change[]): string {
  let result = piece
  for (const change of changes.toReversed()) {
    const start = Math.max(0, change.start - offset)
    const end = Math.min(piece.length, change.end - offset)
    if (end <= 0 || start >= piece.length || start >= end) continue
    const beginsHere = change.start >= offset
    result = result.slice(0, start) + (beginsHere ? change.by : '') + result.slice(end)
  }
  return result
}

function findCardData(text: string): Change[] {
  if (!/[\d０-９]{3}|\d[^\d]\d/.test(text)) return []
  const cards = findCards(text)
  const codes = findSecurityCodes(text, cards)
  return [...cards, ...codes].sort((a, b) => a.start - b.start)
}

// What people put between the digits of a card: spaces of every kind, dots, dashes, and characters nobody sees.
const gap =
  '[ \\t.\\-_/\\u00a0\\u00ad\\u2007\\u2009\\u200a\\u200b-\\u200d\\u2010-\\u2014\\u202f\\u2060\\u3000\\ufeff]'
const digitRun = new RegExp(`[\\d０-９]+(?:(?:${gap}{1,3}|${gap}{0,2}\\r?\\n>?${gap}{0,2})[\\d０-９]+)*`, 'g')

function findCards(text: string): Change[] {
  const ibans = findIbans(text)
  const changes: Change[] = []
  for (const run of text.matchAll(digitRun)) {
    if (run[0].length < 13) continue
    if (ibans.some(iban => run.index < iban.end && run.index + run[0].length > iban.start)) continue
    changes.push(...cardsInRun(text, groupsOf(run[0], run.index)))
  }
  return changes
}

function groupsOf(run: string, offset: number): Group[] {
  let last = 0
  return [...run.matchAll(/[\d０-９]+/g)].map(match => {
    const breaksBefore = run.slice(last, match.index).includes('\n')
    last = match.index + match[0].length
    return { digits: plainDigits(match[0]), start: offset + match.index, end: offset + last, breaksBefore }
  })
}

function cardsInRun(text: string, groups: Group[]): Change[] {
  const changes: Change[] = []
  let previous: Group | undefined
  for (let first = 0; first < groups.length; first += 1) {
    const window = cardStartingAt(text, groups, first, previous)
    previous = window === undefined ? groups[first] : undefined
    if (window === undefined) continue
    const digits = window.map(group => group.digits).join('')
    const start = window[0]?.start ?? 0
    changes.push({ start, end: window.at(-1)?.end ?? 0, by: `•••• ${digits.slice(-4)}`, isCard: true })
    first += window.length - 1
  }
  return changes
}

/** Takes the longest reading: a number of 19 digits often starts with a valid one of 16. */
function cardStartingAt(
  text: string,
  groups: Group[],
  first: number,
  previous: Group | undefined,
): Group[] | undefined {
  let digits = ''
  let found: Group[] | undefined
  for (let last = first; last < groups.length && digits.length < 19; last += 1) {
    digits += groups[last]?.digits ?? ''
    if (digits.length < 13 || digits.length > 19 || !isCardNumber(digits)) continue
    const window = groups.slice(first, last + 1)
    if (!stoppedByLetters(text, window) && isWrittenLikeACard(text, window, previous)) found = window
  }
  return found
}

/** Says whether the digits have a known issuer prefix, a length that issuer uses, and a right check digit. */
function isCardNumber(digits: string): boolean {
  return (
    issuers.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) &&
    passesLuhn(digits)
  )
}

// Published issuer ranges; a number outside them is an order, a parcel or a barcode.
const issuers: { prefix: RegExp; lengths: number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 18, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:30[0-5]|3095|3[689])/, lengths: [14, 16, 19] },
  { prefix: /^35(?:2[89]|[3-8]\d)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:6011|64[4-9]|65|62|60|81|82|508)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:5018|5019|5020|5038|5612|5893|6304|6390|67)/, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { prefix: /^(?:220[0-4]|9792)/, lengths: [16, 17, 18, 19] },
]

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** A number glued to letters (`6A…`, `FR76…`) or led by a plus is a parcel, an account or a telephone, not a card. */
function stoppedByLetters(text: string, window: Group[]): boolean {
  const before = text[(window[0]?.start ?? 0) - 1] ?? ''
  const after = text[window.at(-1)?.end ?? 0] ?? ''
  if (/[\p{L}+]/u.test(before)) return true
  // « carte:4111111111111111exp12/27 »: where the word stands before it, a letter after it stops nothing.
  return /\p{L}/u.test(after) && !isNamedCard(text, window[0]?.start ?? 0)
}

const cardWords =
  /\b(?:cartes?|cards?|visa|master ?card|cb|amex|american express|maestro|num[eé]ro de carte|tarjeta|karte|kreditkarte|kaart|carta)\b/i

const isNamedCard = (text: string, start: number): boolean =>
  cardWords.test(text.slice(Math.max(0, start - 80), start))

function isWrittenLikeACard(text: string, window: Group[], previous: Group | undefined): boolean {
  const start = window[0]?.start ?? 0
  if (isNamedCard(text, start)) return true
  // The middle of a long row of equal groups is a parcel number.
  if (previous !== undefined && previous.digits.length === window[0]?.digits.length) return false
  const shape = window.map(group => group.digits.length).join('-')
  const breaks = window.filter((group, index) => index > 0 && group.breaksBefore).length
  if (breaks > 0) return breaks === 1 && shape === '4-4-4-4'
  // A lone number of 13, 14, 17, 18 or 19 digits is more often a barcode or an identifier: it needs the word.
  if (window.length === 1) return shape === '15' || shape === '16'
  return knownShapes.test(shape)
}

const knownShapes =
  /^(?:1(?:-1)+|4-4-4-4(?:-[1-3])?|4-4-4-[1235]|4-3-3-3|4-6-[45]|8-8|4-4-8|8-4-4|4-12|6-10|6-13)$/

function findIbans(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  for (const match of text.matchAll(/\b[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f.-]?[A-Za-z0-9]){11,30}/g)) {
    const end = match.index + match[0].length
    if (startsWithIban(match[0])) found.push({ start: match.index, end })
  }
  return found
}

/** The text after an account number may be glued to it by one space, so every possible length is tried. */
function startsWithIban(candidate: string): boolean {
  const compact = candidate.replace(/[^A-Za-z0-9]/g, '').toUpperCase()
  for (let length = Math.min(34, compact.length); length >= 15; length -= 1) {
    const moved = compact.slice(4, length) + compact.slice(0, 4)
    let remainder = 0
    for (const character of moved) {
      for (const digit of String(Number.parseInt(character, 36)))
        remainder = (remainder * 10 + Number(digit)) % 97
    }
    if (remainder === 1) return true
  }
  return false
}

// Words that only ever name the code on the back of a card, then words that do so only beside a card number.
const codeNames = 'cvv2?|cvc2?|cvn2?|csc|cryptogrammes?(?: visuels?)?|crypto'
const vagueCodeNames =
  'code de s[ée]curit[ée]|code de v[ée]rification|security code|verification code|c[óo]digo de seguridad|pr[üu]fnummer|codice di sicurezza|beveiligingscode'
const between =
  '(?:\\s|[:=#().,\\-–]|\\u00a0|\\u202f|n[°o]|est|is|es|ist|de la carte|of the card|code|num[ée]ro)*'

function findSecurityCodes(text: string, cards: Change[]): Change[] {
  const found: Change[] = []
  const add = (end: number, length: number) => {
    const start = end - length
    if ([...cards, ...found].some(other => start < other.end && end > other.start)) return
    found.push({ start, end, by: '•••', isCard: false })
  }
  for (const match of text.matchAll(new RegExp(`\\b(?:${codeNames})${between}(\\d{3,4})(?!\\d)`, 'gi'))) {
    add(match.index + match[0].length, match[1]?.length ?? 0)
  }
  for (const match of text.matchAll(
    new RegExp(`\\b(?:${vagueCodeNames})${between}(\\d{3,4})(?!\\d)`, 'gi'),
  )) {
    const isNear = cards.some(card => Math.abs(card.start - match.index) < 300)
    if (isNear) add(match.index + match[0].length, match[1]?.length ?? 0)
  }
  for (const card of cards) {
    // « 4111 1111 1111 1111 12/27 123 »: a date of expiry, then the code without any word.
    const tail = text.slice(card.end, card.end + 60)
    const match =
      /^[^\p{L}\d]{0,6}(?:(?:exp\w*|fin|val\w*)[^\d]{0,12})?(?:0[1-9]|1[0-2]) ?[/.\- ] ?(?:20)?\d\d[^\p{L}\d]{1,6}(\d{3,4})(?!\d)/iu.exec(
        tail,
      )
    if (match) add(card.end + match[0].length, match[1]?.length ?? 0)
  }
  return found
}

function plainDigits(digits: string): string {
  return digits.replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xff10 + 48))
}
