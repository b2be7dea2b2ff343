/** What of a key press decides: the character, never the place of the key, so that AZERTY and QWERTY agree. */
export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  isComposing: boolean
  /** AltGr writes characters (€, @, ę): browsers report it as Ctrl+Alt on Windows. */
  altGraph: boolean
}

/** One stroke of a key text: `mod+shift+Enter` → parts. */
export interface Stroke {
  key: string
  mod: boolean
  shift: boolean
}

/** Reads `g d` or `mod+shift+Enter`. */
export function parseKeys(text: string): Stroke[] {
  return text.split(' ').map(part => {
    // "+" itself may be a key: only what stands before the last separator names modifiers.
    const pieces = part.split(/\+(?=.)/)
    const key = pieces.pop() ?? ''
    return { key, mod: pieces.includes('mod'), shift: pieces.includes('shift') }
  })
}

/** Says whether a press is this stroke. A printed character already contains its Shift: `?` is `?` anywhere. */
export function matches(press: Press, stroke: Stroke, isMac: boolean): boolean {
  if (press.isComposing || press.altKey || press.altGraph) return false
  const mod = isMac ? press.metaKey : press.ctrlKey
  const otherMod = isMac ? press.ctrlKey : press.metaKey
  if (mod !== stroke.mod || otherMod) return false
  if (stroke.key.length > 1) return press.key === stroke.key && press.shiftKey === stroke.shift
  if (stroke.mod) return press.key.toLowerCase() === stroke.key && press.shiftKey === stroke.shift
  // A letter typed with Shift (or Caps Lock) is a capital, and a capital is not the letter: nothing happens by accident.
  return press.key === stroke.key
}

/** Says whether one press could only be a printed character: the keys that may be turned off (WCAG 2.1.4). */
export function isSingleCharacter(text: string): boolean {
  return parseKeys(text).every(stroke => stroke.key.length === 1 && !stroke.mod)
}

/** Refuses what a person must not choose: two characters at most, no digit or bracket the browser or AltGr owns. */
export function isAllowedKey(text: string): boolean {
  const strokes = parseKeys(text)
  return strokes.length <= 2 && strokes.every(isPlainCharacter)
}

function isPlainCharacter({ key, mod, shift }: Stroke): boolean {
  return !mod && !shift && /^[\p{Ll}?/.,;:!*]$/u.test(key)
}

/** Commands that share a key with an earlier one in a scope where both may act. */
export function clashes(
  entries: readonly { id: string; scope: string; keys: readonly string[] }[],
): [string, string][] {
  const found: [string, string][] = []
  entries.forEach((one, place) => {
    for (const other of entries.slice(0, place)) {
      if (one.scope === 'composer' || other.scope === 'composer') continue
      // Never on one screen: there the same letter does the same kind of thing to either.
      if (one.scope === 'recovery' && other.scope === 'conversation') continue
      const shared = one.keys.some(mine =>
        other.keys.some(
          theirs => mine === theirs || mine.startsWith(`${theirs} `) || theirs.startsWith(`${mine} `),
        ),
      )
      if (shared) found.push([other.id, one.id])
    }
  })
  return found
}
