/**
 * Text « format=flowed » (RFC 3676), unwrapped paragraph by paragraph. The parser joins a quoted line with the answer below
 * it when the quote happens to end with a space, so we hide the word from it and do this ourselves.
 */

const hidden = Buffer.from('fl0wed')
const shown = Buffer.from('flowed')

/** Hides the word in the headers of text parts; `flowed` and `delSp` say what was found. */
export function hideFlowed(raw: Uint8Array): { raw: Uint8Array; flowed: boolean; delSp: boolean } {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  let copy: Buffer | undefined
  let delSp = false
  for (const spelling of ['=flowed', '="flowed', '=Flowed', '="Flowed']) {
    for (let at = bytes.indexOf(spelling); at >= 0; at = bytes.indexOf(spelling, at + 1)) {
      const header = bytes.toString('latin1', Math.max(0, at - 300), at + spelling.length + 60)
      if (!/content-type:[ \t]*text\/plain(?:[^\r\n]|\r?\n[ \t])*format="?=?"?flowed/i.test(header)) continue
      copy ??= Buffer.from(bytes)
      copy.set(hidden, at + spelling.length - hidden.length)
      delSp ||= /delsp="?yes/i.test(header)
    }
  }
  return { raw: copy ?? raw, flowed: copy !== undefined, delSp }
}

/** Puts the word back in a nested message that is kept as a file. */
export function showFlowed(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content)
  for (let at = bytes.indexOf(hidden); at >= 0; at = bytes.indexOf(hidden, at + 1)) bytes.set(shown, at)
  return bytes
}

/** Joins the lines that were wrapped by the sender's program: same depth of quote, a space at the end. */
export function unwrapFlowed(text: string, delSp: boolean): string {
  const result: string[] = []
  let open: { signs: string; words: string } | undefined
  for (const line of text.split('\n')) {
    const signs = /^>*/.exec(line)?.[0] ?? ''
    const words = line.slice(signs.length).replace(/^ /, '')
    const isWrapped = words.endsWith(' ') && words !== '-- '
    const continues = open !== undefined && open.signs === signs && words !== '-- '
    const joined: string = (continues ? open?.words : '') + (isWrapped && delSp ? words.slice(0, -1) : words)
    if (open && !continues) result.push(show(open))
    if (isWrapped) open = { signs, words: joined }
    else {
      result.push(show({ signs, words: joined }))
      open = undefined
    }
  }
  if (open) result.push(show(open))
  return result.join('\n')
}

const show = ({ signs, words }: { signs: string; words: string }) =>
  signs === '' ? words : `${signs} ${words}`
