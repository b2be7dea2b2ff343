/** Who hears that screens come and go. */
export interface Presence {
  connected(workspaceId: string, memberId: string): void
  disconnected(workspaceId: string, memberId: string): void
}

type Present = [workspaceId: string, memberId: string, screens: number]

/** Counts the screens of this node, and takes over the counts that other nodes tell, for as long as they tell them. */
export function createRoll(presence: Presence, now: () => Date, fadesAfterMs: number) {
  const mine = new Map<string, Present>()
  const others = new Map<string, { people: Map<string, Present>; at: number }>()
  const keyOf = ([workspaceId, memberId]: Present | [string, string]) => `${workspaceId} ${memberId}`

  const take = (from: string, people: Present[]) => {
    const before = others.get(from)?.people ?? new Map<string, Present>()
    const after = new Map(people.map(one => [keyOf(one), one]))
    others.set(from, { people: after, at: now().getTime() })
    for (const [key, [workspaceId, memberId, screens]] of after)
      for (let n = before.get(key)?.[2] ?? 0; n < screens; n++) presence.connected(workspaceId, memberId)
    for (const [key, [workspaceId, memberId, screens]] of before)
      for (let n = after.get(key)?.[2] ?? 0; n < screens; n++) presence.disconnected(workspaceId, memberId)
  }

  return {
    connected(workspaceId: string, memberId: string) {
      const key = keyOf([workspaceId, memberId])
      mine.set(key, [workspaceId, memberId, (mine.get(key)?.[2] ?? 0) + 1])
      presence.connected(workspaceId, memberId)
    },
    disconnected(workspaceId: string, memberId: string) {
      const key = keyOf([workspaceId, memberId])
      const screens = (mine.get(key)?.[2] ?? 1) - 1
      if (screens > 0) mine.set(key, [workspaceId, memberId, screens])
      else mine.delete(key)
      presence.disconnected(workspaceId, memberId)
    },
    here: (): Present[] => [...mine.values()],
    /** What another node says of its screens. */
    hear: take,
    /** A node that has said nothing for long is gone, and its screens with it. */
    fade() {
      for (const [from, { at }] of [...others]) {
        if (now().getTime() - at < fadesAfterMs) continue
        take(from, [])
        others.delete(from)
      }
    },
  }
}
