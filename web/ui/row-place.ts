/** Where one was in a list. */
export interface RowPlace {
  scrollTop: number
  /** The row that arrows move from. */
  key: string | undefined
}

/** Remembers places in lists for the life of the tab: a list that starts again at the top loses the thread. */
export function createRowPlaces(memory: Pick<Storage, 'getItem' | 'setItem'>, workspace: string) {
  const nameOf = (list: string) => `boucle-rows/${workspace}/${list}`
  return {
    read: (list: string): RowPlace => {
      try {
        const kept: unknown = JSON.parse(memory.getItem(nameOf(list)) ?? 'null')
        if (typeof kept === 'object' && kept !== null && 'scrollTop' in kept) {
          const { scrollTop, key } = kept as { scrollTop: unknown; key?: unknown }
          return { scrollTop: Number(scrollTop) || 0, key: typeof key === 'string' ? key : undefined }
        }
      } catch {
        // Storage refused or written by something else: the list starts at its top.
      }
      return { scrollTop: 0, key: undefined }
    },
    keep: (list: string, place: RowPlace) => {
      try {
        memory.setItem(nameOf(list), JSON.stringify(place))
      } catch {
        // A full store forgets a place; nothing else depends on it.
      }
    },
  }
}
