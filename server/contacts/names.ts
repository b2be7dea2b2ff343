import { maskCards } from '#server/platform/card-masking.ts'

/**
 * A name as it may be kept: one line, no control or direction characters, no quotes around it, no card number, 300
 * characters.
 */
export function cleanName(text: string | null | undefined): string {
  const line = (text ?? '')
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, ' ')
    // Direction overrides let a sender make one name look like another.
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const bare = /^(["'])(.*)\1$/.exec(line)?.[2]?.trim() ?? line
  return [...maskCards(bare).text].slice(0, 300).join('').trimEnd()
}

/** True for what stands in for a name until a better one comes: nothing, an address, a number. */
export function isPlaceholder(name: string): boolean {
  return name === '' || /\S@\S/.test(name) || !/\p{L}/u.test(name)
}
