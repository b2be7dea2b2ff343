/** A piece of HTML that may be put in another as it is. */
export interface Html {
  readonly markup: string
  toString(): string
}

type Part = string | number | Html | readonly Part[] | null | undefined | false

/** Writes HTML: every value put in is escaped, except pieces that were written by `html` or `raw`. */
export function html(pieces: TemplateStringsArray, ...parts: Part[]): Html {
  return raw(pieces.reduce((all, piece, index) => all + markupOf(parts[index - 1]) + piece))
}

/** Text that is HTML already, of our own making. */
export function raw(markup: string): Html {
  return { markup, toString: () => markup }
}

function markupOf(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escaped(part)
  return 'markup' in part ? part.markup : part.map(markupOf).join('')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, character => entities[character]!)
