export interface Mentionable {
  id: string
  name: string
}

export interface Typing {
  /** Where the sign stands in the text. */
  start: number
  /** What was typed after it. */
  query: string
}

/**
 * What is being typed after a sign (`@` for a person, `/` for a command) at the caret; undefined when nothing is.
 * The sign must open a word: an address has an @ too.
 */
export function typingAfter(sign: '@' | '/', text: string, caret: number): Typing | undefined {
  const start = text.lastIndexOf(sign, caret - 1)
  if (start < 0) return undefined
  const query = text.slice(start + 1, caret)
  const before = text[start - 1]
  // A command opens the text, an answer a line of it, or "and/or" would be one.
  if (before !== undefined && !(sign === '/' ? before === '\n' : /[\s([]/.test(before))) return undefined
  return /^[\p{L}\p{M}'’-]*(?: [\p{L}\p{M}'’-]*)?$/u.test(query) ? { start, query } : undefined
}

/** Puts a name in the place of what was typed; gives the text and the place of the caret after it. */
export function insertMention(text: string, typing: Typing, name: string): { text: string; caret: number } {
  const inserted = `@${name} `
  const rest = text.slice(typing.start + 1 + typing.query.length).replace(/^ /, '')
  return { text: text.slice(0, typing.start) + inserted + rest, caret: typing.start + inserted.length }
}

/** The people a note names, by their whole name; "@Anna Roy" is not "@Anna" when both work here. */
export function mentionedIn(text: string, people: readonly Mentionable[]): string[] {
  const longestFirst = [...people].sort((one, other) => other.name.length - one.name.length)
  const found = new Set<string>()
  for (let place = text.indexOf('@'); place >= 0; place = text.indexOf('@', place + 1)) {
    const before = text[place - 1]
    if (before !== undefined && !/[\s([]/.test(before)) continue
    const rest = text.slice(place + 1).toLowerCase()
    const person = longestFirst.find(
      ({ name }) => rest.startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length)),
    )
    if (person) found.add(person.id)
  }
  return [...found]
}
