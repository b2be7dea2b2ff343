import { isPlaceholder } from '../names.ts'

/** What is compared to know whether a line and a card tell one person. */
export interface Person {
  name: string
  identities: readonly { kind: string; value: string }[]
}

/**
 * True when a line and a card share nothing but a number, and say otherwise that they are two people: a household or an
 * office has one number for several. Names are compared by their words, in any order, with or without accents; without
 * two names, mail addresses.
 */
export function isSomebodyElse(line: Person, card: Person): boolean {
  const shared = line.identities.filter(one =>
    card.identities.some(other => other.kind === one.kind && other.value === one.value),
  )
  if (shared.some(({ kind }) => !numbers.has(kind))) return false
  if (!isPlaceholder(line.name) && !isPlaceholder(card.name)) {
    const [one, other] = [wordsOf(line.name), wordsOf(card.name)]
    return !(isWithin(one, other) || isWithin(other, one))
  }
  return hasMail(line) && hasMail(card)
}

const numbers = new Set(['phone', 'whatsapp'])

const hasMail = ({ identities }: Person) => identities.some(({ kind }) => kind === 'email')

const isWithin = (some: Set<string>, all: Set<string>) => [...some].every(word => all.has(word))

const wordsOf = (name: string): Set<string> =>
  new Set(
    name
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  )
