import type { Clock } from '#server/platform/clock.ts'

export interface Presence {
  /** A person has one more screen connected. */
  connected(workspaceId: string, memberId: string): void
  /** One of their screens is gone; the last one ends their presence. */
  disconnected(workspaceId: string, memberId: string): void
  /** Who is connected, the longest first. */
  of(workspaceId: string): { memberId: string; since: Date }[]
}

/** Who is connected to this node now: the sockets say it, and nothing is stored. */
export function createPresence(clock: Clock): Presence {
  const workspaces = new Map<string, Map<string, { since: Date; screens: number }>>()
  return {
    connected(workspaceId, memberId) {
      const people = workspaces.get(workspaceId) ?? new Map()
      workspaces.set(workspaceId, people)
      const person = people.get(memberId)
      if (person) person.screens += 1
      else people.set(memberId, { since: clock.now(), screens: 1 })
    },
    disconnected(workspaceId, memberId) {
      const people = workspaces.get(workspaceId)
      const person = people?.get(memberId)
      if (!people || !person) return
      person.screens -= 1
      if (person.screens === 0) people.delete(memberId)
      if (people.size === 0) workspaces.delete(workspaceId)
    },
    of(workspaceId) {
      const people = workspaces.get(workspaceId) ?? new Map<string, { since: Date }>()
      return [...people]
        .map(([memberId, { since }]) => ({ memberId, since }))
        .sort((one, other) => one.since.getTime() - other.since.getTime())
    },
  }
}
