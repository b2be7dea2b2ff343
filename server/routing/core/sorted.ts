/** Things in an order that does not change while they are in it. */
export interface Sorted<Thing> {
  readonly size: number
  add(thing: Thing): void
  remove(thing: Thing): void
  first(): Thing | undefined
  /** How many come before one. */
  before(thing: Thing): number
  /** Visits all in order, until it is said to be enough. */
  visit(isEnough: (thing: Thing) => boolean): void
}

/**
 * Nothing yet, in an order in which no two are equal. An array, because most that comes is the last and most that goes is the
 * first, which cost nothing; the rest moves memory, of which there is little.
 */
export function createSorted<Thing>(compare: (one: Thing, other: Thing) => number): Sorted<Thing> {
  const things: (Thing | undefined)[] = []
  /** What is before it is gone. */
  let start = 0

  /** Where one stands, or would stand. */
  function placeOf(thing: Thing): number {
    let low = start
    let high = things.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(things[middle]!, thing) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get size() {
      return things.length - start
    },
    add(thing) {
      if (things.length === start || compare(things[things.length - 1]!, thing) < 0) things.push(thing)
      else things.splice(placeOf(thing), 0, thing)
    },
    remove(thing) {
      const at = things[start] === thing ? start : placeOf(thing)
      if (things[at] !== thing) return
      if (at === things.length - 1) things.pop()
      else if (at > start) things.splice(at, 1)
      else {
        things[start] = undefined // nothing keeps what is gone
        start += 1
      }
      if (start < 64 || start * 2 < things.length) return
      things.splice(0, start)
      start = 0
    },
    first: () => things[start],
    before: thing => placeOf(thing) - start,
    visit(isEnough) {
      for (let at = start; at < things.length; at++) if (isEnough(things[at]!)) return
    },
  }
}
