import { type Actor, seesEverything, seesTeamsOnly } from '../actor.ts'

/** Which of these conversations someone may see now. */
export type MayFollow = (actor: Actor, conversationIds: string[]) => Promise<Set<string>>

const mostRemembered = 20_000

/**
 * Remembers who may see which conversation, for people who see a part of the workspace: asking the database at each event
 * for each of them would cost more than the event. Whatever may change an answer makes it forget.
 */
export function createSight(mayFollow: MayFollow) {
  const answers = new Map<string, Map<string, boolean>>()
  /** For each question on its way: what was forgotten meanwhile, so that its answer may be old. */
  const onTheirWay = new Set<Set<string>>()

  const knownTo = (actor: Actor): Map<string, boolean> => {
    const view = viewOf(actor)
    const known = answers.get(view)
    if (known && known.size < mostRemembered) return known
    const fresh = new Map<string, boolean>()
    answers.set(view, fresh)
    return fresh
  }

  /** Asks which of these someone may see, whatever is remembered. */
  async function ask(actor: Actor, conversationIds: string[]): Promise<Set<string>> {
    if (conversationIds.length === 0) return new Set()
    const old = new Set<string>()
    onTheirWay.add(old)
    let seen: Set<string>
    try {
      seen = await mayFollow(actor, conversationIds)
    } finally {
      onTheirWay.delete(old)
    }
    const sure = conversationIds.filter(id => !old.has(id))
    if (!seesEverything(actor)) for (const id of sure) knownTo(actor).set(id, seen.has(id))
    const again = await ask(
      actor,
      conversationIds.filter(id => old.has(id)),
    )
    return new Set([...sure.filter(id => seen.has(id)), ...again])
  }

  /** Asks for what is not remembered, in one question. */
  async function learn(actor: Actor, conversationIds: Iterable<string>): Promise<void> {
    if (seesEverything(actor)) return
    const known = knownTo(actor)
    await ask(
      actor,
      [...new Set(conversationIds)].filter(id => !known.has(id)),
    )
  }

  return {
    ask,
    learn,
    async sees(actor: Actor, conversationId: string): Promise<boolean> {
      if (seesEverything(actor)) return true
      return knownTo(actor).get(conversationId) ?? (await ask(actor, [conversationId])).has(conversationId)
    },
    forget(conversationIds: Iterable<string>): void {
      for (const id of conversationIds) {
        for (const known of answers.values()) known.delete(id)
        for (const old of onTheirWay) old.add(id)
      }
    },
  }
}

export type Sight = ReturnType<typeof createSight>

/** Those who see their teams alone, and are in the same, see the same. */
const viewOf = (actor: Actor): string => {
  const { workspaceId, id, memberId, teamIds } = actor
  return seesTeamsOnly(actor)
    ? `${workspaceId} ${teamIds.toSorted().join()}`
    : `${workspaceId} ${memberId ?? id}`
}
