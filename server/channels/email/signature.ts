import { isDeviceLine } from './quote-marks.ts'

/** What is known of the sender, to recognise how he signs. */
export type Signer = { name?: string; address?: string }

/** A signature is never longer than this many lines of words, nor a line of it than this many characters. */
const mostLines = 15
const longestLine = 70

const closings =
  /^(?:(?:many |best |kind |warm |with )*(?:thanks|thank you|thx|regards|wishes|sincerely|cheers|cordially|yours(?: \w+)?|best)|(?:bien |très |tres )?(?:cordialement|amicalement|sincèrement|respectueusement)|bien à (?:vous|toi)|(?:d.avance )?merci(?: d.avance| beaucoup| par avance)?|(?:meilleures|sincères|cordiales) salutations|salutations(?: distinguées)?|belle journée|bonne (?:journée|soirée|réception)|mit freundlichen grüßen|(?:viele|liebe|beste) grüße|mfg|(?:un )?(?:saludo|abrazo)s?(?: cordiales?)?|atentamente|(?:cordiali |distinti )?saluti|met vriendelijke groet(?:en)?|(?:с уважением|спасибо))\s*[,.!;]?$/iu
const contactData =
  /[^\s<>@]+@[^\s<>@]+\.[a-z]{2,}|\b(?:https?:\/\/|www\.)\S+|(?:\+|\b0|\()\d[\d\s().-]{6,}\d|\b\d{3}[-. ]\d{3}[-. ]\d{3,4}\b|\b(?:t[eé]l|fax|mob(?:ile)?|port|phone|skype)\b/i

/**
 * Finds the block with which a known sender signs, at the end of a text: from his closing or his name to the last line. The
 * whole text is returned when there is none.
 */
export function splitSignature(text: string, signer: Signer): { text: string; signature: string } {
  const lines = text.split('\n')
  const first = lines.findIndex(line => line.trim() !== '')
  const isName = nameOf(signer)
  let start: number | undefined
  let words = 0
  let isSigned = false
  for (let at = lines.length - 1; at > first; at -= 1) {
    const line = (lines[at] ?? '').replaceAll('\u00a0', ' ').trim()
    if (line === '') continue
    words += 1
    const opensRule = /^[-–—_=*]{3,}$/.test(line)
    if (words > mostLines || line.length > longestLine || (isSentence(line) && !closings.test(line))) break
    isSigned ||= isName(line)
    if (isSigned && (opensRule || closings.test(line) || isName(line))) start = at
    if (opensRule) break
  }
  if (start === undefined) return { text, signature: '' }
  return { text: lines.slice(0, start).join('\n').trimEnd(), signature: lines.slice(start).join('\n').trim() }
}

/** Says whether a signature tells how to reach the sender: worth folding away, where a mere first name is not. */
export function isContactBlock(signature: string): boolean {
  const lines = signature.split('\n').filter(line => line.trim() !== '')
  return lines.length >= 3 && lines.some(line => contactData.test(line))
}

function isSentence(line: string): boolean {
  if (contactData.test(line) || isDeviceLine(line)) return false
  return /^>/.test(line) || (/[.!?…:]$/.test(line) && line.split(/\s+/).length > 4)
}

/** A name may come as « DUPONT Marie », « Marie » or only as the address. */
function nameOf({ name = '', address = '' }: Signer): (line: string) => boolean {
  const local = address.split('@')[0] ?? ''
  const parts = [...name.split(/[\s,."'()]+/), ...(name ? [] : local.split(/[._\d-]+/))]
    .map(fold)
    .filter(part => part.length > 2)
  const full = fold(address)
  return line => {
    const words = fold(line)
    if (full !== '' && words.includes(full)) return true
    const isShort = words.split(/\s+/).length <= 6
    return (
      isShort &&
      parts.some(part => new RegExp(`(?:^|[^\\p{L}])${escaped(part)}(?:$|[^\\p{L}])`, 'u').test(words))
    )
  }
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
