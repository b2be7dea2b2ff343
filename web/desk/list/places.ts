import type { View } from '../../../contract/conversations.ts'

export interface Place {
  scrollTop: number
  /** The row that arrows move from. */
  rowId: string | undefined
}

/** Remembers where one was in each view, for the life of the tab: a list that starts again at the top loses the thread. */
export function createPlaces(memory: Pick<Storage, 'getItem' | 'setItem'>, workspace: string) {
  const keyOf = (view: View) => `boucle-place/${workspace}/${view}`
  return {
    read: (view: View): Place => {
      try {
        const kept: unknown = JSON.parse(memory.getItem(keyOf(view)) ?? '{}')
        const { scrollTop, rowId } = (kept ?? {}) as Partial<Place> // checked below
        return {
          scrollTop: typeof scrollTop === 'number' ? scrollTop : 0,
          rowId: typeof rowId === 'string' ? rowId : undefined,
        }
      } catch {
        return { scrollTop: 0, rowId: undefined }
      }
    },
    keep: (view: View, place: Place) => {
      try {
        memory.setItem(keyOf(view), JSON.stringify(place))
      } catch {
        // A full store forgets a place; nothing else depends on it.
      }
    },
  }
}
