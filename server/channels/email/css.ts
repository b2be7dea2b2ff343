/**
 * Keeps of a mail's CSS what lays out and colours words, and nothing that loads, runs, covers or reaches outside. Works by
 * allowing: a property or a value that is not known to be harmless goes.
 */

/** What is left of a piece of CSS, and the remote pictures it wanted. */
export type CleanCss = { css: string; remote: string[] }

const properties = new Set(
  [
    'background background-color border border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius',
    'border-bottom-style border-bottom-width border-collapse border-color border-left border-left-color border-left-style',
    'border-left-width border-radius border-right border-right-color border-right-style border-right-width border-spacing',
    'border-style border-top border-top-color border-top-left-radius border-top-right-radius border-top-style border-top-width',
    'border-width box-sizing caption-side clear color direction display float font font-family font-size font-style',
    'font-variant font-weight height letter-spacing line-height list-style list-style-position list-style-type margin',
    'margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow-wrap padding',
    'padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration text-decoration-color',
    'text-decoration-line text-decoration-style text-indent text-transform unicode-bidi vertical-align white-space width',
    'word-break word-spacing word-wrap',
  ].flatMap(line => line.split(' ')),
)
const functions = new Set(['rgb', 'rgba', 'hsl', 'hsla', 'calc'])

/** Cleans the inside of a `style` attribute. */
export function cleanDeclarations(css: string): CleanCss {
  if (css === '') return { css: '', remote: [] }
  const kept: string[] = []
  const remote: string[] = []
  for (const declaration of splitOutside(withoutComments(css).slice(0, 20_000), ';')) {
    const colon = declaration.indexOf(':')
    const property = declaration.slice(0, colon).trim().toLowerCase()
    const value = decodeEscapes(declaration.slice(colon + 1)).trim()
    if (colon < 0) continue
    remote.push(...remotePictures(property, value))
    const clean =
      property === 'background'
        ? value.replace(/url\s*\(\s*(?:"[^"]*"|'[^']*'|[^)]*)\s*\)/gi, '').trim()
        : value
    if (properties.has(property) && clean !== '' && isHarmless(property, clean))
      kept.push(`${property}:${clean}`)
  }
  return { css: kept.join(';'), remote }
}

/** Cleans the inside of a `<style>` element: rules and `@media` blocks stay, every other at-rule goes. */
export function cleanStylesheet(css: string): string {
  const source = withoutComments(css.slice(0, 200_000)).replace(/<!--|-->/g, '')
  return /[<>]\/|<[a-z!]/i.test(source) ? '' : cleanRules(source, 0)
}

function cleanRules(css: string, depth: number): string {
  let result = ''
  for (const { prelude, body } of blocksOf(css)) {
    const head = prelude.trim()
    if (/^@media\b/i.test(head)) {
      const isPlain = /^@media[\w\s(),:.-]*$/i.test(head)
      const inside = depth === 0 && isPlain ? cleanRules(body, 1) : ''
      if (inside !== '') result += `${head}{${inside}}`
    } else if (isPlainSelector(head)) {
      const declarations = cleanDeclarations(body).css
      if (declarations !== '') result += `${head}{${declarations}}`
    }
  }
  return result
}

const isPlainSelector = (selector: string) =>
  selector.length < 2000 && /^[\w\s.#,>+~*:()-]+$/.test(selector) && !selector.startsWith('@')

/** Cuts CSS at its outer braces; what is not closed is dropped. */
function blocksOf(css: string): { prelude: string; body: string }[] {
  const blocks: { prelude: string; body: string }[] = []
  let start = 0
  let open = 0
  let depth = 0
  for (let at = 0; at < css.length; at += 1) {
    const character = css[at]
    if (character === '{') {
      if (depth === 0) open = at
      depth += 1
    } else if (character === '}') {
      depth = Math.max(0, depth - 1)
      if (depth === 0) {
        if (open > start) blocks.push({ prelude: css.slice(start, open), body: css.slice(open + 1, at) })
        start = at + 1
        open = start
      }
    } else if (character === ';' && depth === 0) {
      // « @import "x"; » and the like end here.
      start = at + 1
    }
  }
  return blocks
}

function isHarmless(property: string, value: string): boolean {
  if (value.length > 500 || !/^[\w\s#%.,()'"+*/!\u00a0-\uffff-]+$/.test(value)) return false
  const calls = [...value.matchAll(/([\w-]*)\s*\(/g)].map(match => match[1]?.toLowerCase() ?? '')
  if (calls.some(name => !functions.has(name))) return false
  if (/expression|javascript|vbscript|behaviou?r|-moz-binding/i.test(value)) return false
  if (/["']/.test(value)) return /^font(?:-family)?$/.test(property) && hasPairedQuotes(value)
  // Words pushed out of sight or over others: a trick, never a layout.
  return !(/^(?:margin|text-indent)/.test(property) && /-\s*\d{3,}/.test(value))
}

const hasPairedQuotes = (value: string) => /^[^"']*(?:"[^"']*"[^"']*|'[^"']*'[^"']*)*$/.test(value)

function remotePictures(property: string, value: string): string[] {
  if (
    !/^(?:background|background-image|list-style|list-style-image|border-image|border-image-source|content)$/.test(
      property,
    )
  ) {
    return []
  }
  return [...value.matchAll(/url\s*\(\s*["']?\s*((?:https?:)?\/\/[^"')\s]+)/gi)].map(match => match[1] ?? '')
}

/** `\75rl(` is `url(` to a browser. */
function decodeEscapes(value: string): string {
  return value
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, code: string) => {
      const point = Number.parseInt(code, 16)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
    })
    .replace(/\\(.)/g, '$1')
}

function withoutComments(css: string): string {
  return css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '')
}

/** Splits at a separator that stands neither in quotes nor in brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = []
  let quote = ''
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '(') depth += 1
    else if (character === ')') depth = Math.max(0, depth - 1)
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}
