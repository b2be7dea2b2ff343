import { after, type Happening, type Standing } from './standing.ts'

/** A conversation to tell again: how it stood, from which fact on its story is told, and what it is joined into now. */
export interface Member {
  id: string
  /** The first fact that `standing` does not reckon in: ids are in the order in which things happened. */
  from: string
  standing: Standing
}

/** Something that happened to a conversation and that still counts. */
export type Fact = { id: string; on: string } & (Exclude<Happening, { kind: 'joined' }> | JoinFact)

interface JoinFact {
  kind: 'joined'
  into: string
}

/**
 * How conversations stand when only the facts that were kept are told, in their order: what was taken back never
 * happened. What is joined into another goes on there.
 */
export function retell(members: Member[], facts: Fact[]): Map<string, Standing> {
  const known = new Map(members.map(member => [member.id, member]))
  const standing = new Map(members.map(member => [member.id, member.standing]))
  const into = new Map<string, string>()
  const root = (id: string): string => {
    const next = into.get(id)
    return next === undefined ? id : root(next)
  }
  const told = facts
    .filter(fact => fact.id >= (known.get(fact.on)?.from ?? '~'))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  for (const fact of told) {
    const where = root(fact.kind === 'joined' ? fact.into : fact.on)
    const before = standing.get(where)
    if (!before) continue
    if (fact.kind === 'joined') {
      standing.set(where, after(before, { kind: 'joined', by: standing.get(fact.on)! }))
      into.set(fact.on, where)
    } else standing.set(where, after(before, fact))
  }
  for (const id of into.keys()) standing.delete(id)
  return standing
}
