import { addressParser, decodeWords } from 'postal-mime'

/** The headers of a mail as a reader wants them: by lower-case name, unfolded, in order. */
export type MailHeaders = {
  first: (name: string) => string | undefined
  all: (name: string) => string[]
}

/** Somebody as a header names them; the address is in lower case. */
export type MailAddress = { name: string; address: string }

/** Wraps a list of headers. */
export function mailHeaders(list: { key: string; value: string }[]): MailHeaders {
  const byName = new Map<string, string[]>()
  for (const { key, value } of list) {
    const values = byName.get(key) ?? []
    values.push(value)
    byName.set(key, values)
  }
  return { first: name => byName.get(name)?.[0], all: name => byName.get(name) ?? [] }
}

/** Reads a block of header lines, such as a part `text/rfc822-headers` holds. */
export function parseHeaderBlock(text: string): MailHeaders {
  const list: { key: string; value: string }[] = []
  for (const line of text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const match = /^([!-9;-~]{1,100}):\s?(.*)$/.exec(line)
    if (match) list.push({ key: (match[1] ?? '').toLowerCase(), value: (match[2] ?? '').trim() })
  }
  return mailHeaders(list)
}

/** Longer than this, a value is not something people read. */
const longestName = 200
const longestSubject = 1000

/** Reads every usable address of the headers of one name; what is not an address is left out, never an error. */
export function addressesOf(headers: MailHeaders, name: string, most = 500): MailAddress[] {
  const found: MailAddress[] = []
  for (const value of headers.all(name)) {
    for (const entry of addressParser(value, { flatten: true })) {
      const address = cleanAddress(entry.address)
      if (address && !found.some(other => other.address === address))
        found.push({ name: cleanName(entry.name, address), address })
      if (found.length >= most) return found
    }
  }
  return found
}

/** Lower-cases an address and refuses what could not be delivered to or could break out of a header. */
export function cleanAddress(written: string | undefined): string | undefined {
  const address = (written ?? '')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase()
  if (address.length > 320) return undefined
  return /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u.test(address) ? address : undefined
}

function cleanName(written: string, address: string): string {
  const name = oneLine(decodeWords(written))
    .replace(/^['"]+|['"]+$/g, '')
    .slice(0, longestName)
    .trim()
  return name.toLowerCase() === address ? '' : name
}

/** Makes a header value one line of visible characters: an encoded line break would otherwise become a header of ours. */
export function oneLine(text: string): string {
  return visible(text).trim()
}

function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/ {2,}/g, ' ')
}

/** The subject in one line, as written to its last space; empty when there is none. */
export function subjectOf(headers: MailHeaders): string {
  const subject = visible(decodeWords(headers.first('subject') ?? '')).slice(0, longestSubject)
  return subject.trim() === '' ? '' : subject
}

/** Reads message ids, without their angle brackets; programs that forget the brackets are understood too. */
export function messageIdsOf(values: string[], most = 100): string[] {
  const ids = new Set<string>()
  for (const value of values) {
    const bracketed = [...value.matchAll(/<([^<>]{1,990})>/g)].map(match => match[1] ?? '')
    const bare = bracketed.length > 0 ? bracketed : value.split(/[\s,]+/).filter(word => word.includes('@'))
    for (const id of bare) {
      const clean = id.replace(/[\s\p{C}]+/gu, '')
      if (clean !== '' && clean.length <= 990) ids.add(clean)
    }
  }
  const found = [...ids]
  // The first is the root of the thread and the last are the nearest: the middle of a very long list is what may go.
  return found.length <= most ? found : [...found.slice(0, 1), ...found.slice(1 - most)]
}
