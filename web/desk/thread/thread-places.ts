/** Where a thread was left: the item at the top of the window, and how far into it. */
export interface ThreadPlace {
  key: string
  offset: number
}

/** Remembers for the life of the tab where each thread was left; the end needs no memory. */
export function createThreadPlaces(memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  const keyOf = (conversationId: string) => `boucle-thread/${conversationId}`
  return {
    read: (conversationId: string): ThreadPlace | undefined => {
      try {
        const kept: unknown = JSON.parse(memory.getItem(keyOf(conversationId)) ?? 'null')
        const place = kept as Partial<ThreadPlace> | null // checked below
        return place && typeof place.key === 'string' && typeof place.offset === 'number'
          ? { key: place.key, offset: place.offset }
          : undefined
      } catch {
        return undefined
      }
    },
    keep: (conversationId: string, place: ThreadPlace | undefined) => {
      try {
        if (place) memory.setItem(keyOf(conversationId), JSON.stringify(place))
        else memory.removeItem(keyOf(conversationId))
      } catch {
        // A full store forgets a place; nothing else depends on it.
      }
    },
  }
}
