/** A set of small numbers that grows as needed. */
export interface Bits {
  has(index: number): boolean
  set(index: number, isIn: boolean): void
  /** Visits those in this set and in another one, smallest first. */
  common(other: Bits, visit: (index: number) => void): void
  readonly words: Uint32Array
}

/** An empty set. */
export function createBits(): Bits {
  let words = new Uint32Array(4)
  return {
    get words() {
      return words
    },
    has: index => ((words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0,
    set(index, isIn) {
      const word = index >>> 5
      if (word >= words.length) {
        if (!isIn) return
        const wider = new Uint32Array(Math.max(words.length * 2, word + 1))
        wider.set(words)
        words = wider
      }
      if (isIn) words[word]! |= 1 << (index & 31)
      else words[word]! &= ~(1 << (index & 31))
    },
    common(other, visit) {
      const theirs = other.words
      const length = Math.min(words.length, theirs.length)
      for (let word = 0; word < length; word++)
        for (let left = words[word]! & theirs[word]!; left !== 0; left &= left - 1)
          visit(word * 32 + (31 - Math.clz32(left & -left)))
    },
  }
}
