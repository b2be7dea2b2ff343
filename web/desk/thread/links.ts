export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string }

const pattern =
  /\b(?:https?:\/\/|www\.)[^\s<>"«»]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/giu

/** Cuts a text into words and addresses, so that the addresses of a plain mail can be followed. */
export function findLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let place = 0
  for (const match of text.matchAll(pattern)) {
    const found = withoutTail(match[0])
    if (match.index > place) parts.push({ kind: 'text', text: text.slice(place, match.index) })
    parts.push({ kind: 'link', text: found, href: hrefOf(found) })
    place = match.index + found.length
  }
  if (place < text.length) parts.push({ kind: 'text', text: text.slice(place) })
  return parts
}

function hrefOf(found: string): string {
  if (/^https?:/i.test(found)) return found
  return found.includes('@') && !found.startsWith('www.') ? `mailto:${found}` : `https://${found}`
}

/** The full stop that ends a sentence, and a bracket that was opened before the address, are not part of it. */
function withoutTail(found: string): string {
  let end = found.length
  for (;;) {
    const last = found[end - 1]!
    const text = found.slice(0, end)
    const isLoneBracket = last === ')' && text.split(')').length > text.split('(').length
    if (!/[.,;:!?…’'*_\]}]/.test(last) && !isLoneBracket) return text
    end -= 1
  }
}
