/**
 * Repairs what programs get wrong about letters: text declared as one charset and written in another. Only the two mistakes
 * that can be proved are repaired.
 */

/** UTF-8 read as Windows-1252 (« rÃ©servÃ© ») turned back; any other text is returned as it is. */
export function repairLetters(text: string): string {
  if (
    !/[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/.test(
      text,
    )
  ) {
    return text
  }
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const byte = code < 256 ? code : windows1252.get(code)
    if (byte === undefined) return text
    bytes[at] = byte
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8 after all: the letters were what they seemed.
    return text
  }
}

const windows1252 = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 128 + index))].map(
    (letter, index) => [letter.charCodeAt(0), 128 + index] as const,
  ),
)

/** Raw accents in headers that are not UTF-8 are Windows-1252: rewrites the headers so that the parser can read them. */
export function repairHeaders(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')].filter(end => end >= 0)
  const end = ends.length > 0 ? Math.min(...ends) : bytes.length
  const head = bytes.subarray(0, end)
  if (head.every(byte => byte < 128) || isUtf8(head)) return raw
  const rewritten = Buffer.from(new TextDecoder('windows-1252').decode(head))
  return Buffer.concat([rewritten, bytes.subarray(end)])
}

/** Says whether a text part that was declared UTF-8 was really something else. */
export function hasLostLetters(text: string): boolean {
  return text.includes('\ufffd')
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    // The question was whether it is: no.
    return false
  }
}
