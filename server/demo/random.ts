/** A seeded source of chance: the same seed always gives the same demonstration. */
export type Random = {
  /** A number in [0, 1). */
  next(): number
  /** An integer between both ends, ends included. */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  weighted<T>(list: readonly (readonly [T, number])[]): T
  shuffled<T>(list: readonly T[]): T[]
  /** An independent source, so that adding a draw in one place does not change every other place. */
  fork(label: string): Random
}

/** Makes a source of chance from a seed (sfc32, four words of state spread from an FNV hash of the seed). */
export function createRandom(seed: string | number): Random {
  const text = String(seed)
  let a = hash(text, 0x811c9dc5)
  let b = hash(text, 0x9e3779b9)
  let c = hash(text, 0x85ebca6b)
  let counter = 1

  function next32(): number {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  // The first outputs still resemble the seed: throw them away.
  for (let i = 0; i < 12; i++) next32()

  const next = () => next32() / 4294967296
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    chance: probability => next() < probability,
    pick: list => list[Math.floor(next() * list.length)]!,
    weighted(list) {
      let total = 0
      for (const entry of list) total += entry[1]
      let left = next() * total
      for (const entry of list) {
        left -= entry[1]
        if (left < 0) return entry[0]
      }
      return list[list.length - 1]![0]
    },
    shuffled(list) {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i)
        const kept = copy[i]!
        copy[i] = copy[j]!
        copy[j] = kept
      }
      return copy
    },
    fork: label => createRandom(`${text}/${label}`),
  }
}

/** Mints UUIDv7 at the date given, so that rows of last spring sort and land in last spring's partition. */
export function createIdMint(random: Random): (atMs: number) => string {
  let counter = 0
  return atMs => {
    const time = Math.floor(atMs).toString(16).padStart(12, '0')
    // The 12 bits after the version rise from one call to the next: ids minted in one millisecond keep their order.
    counter = (counter + 1) & 0xfff
    const rise = counter.toString(16).padStart(3, '0')
    const variant = (0x8000 | Math.floor(random.next() * 0x4000)).toString(16)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${rise}-${variant}-${hex24(random)}${hex24(random)}`
  }
}

function hex24(random: Random): string {
  return (0x1000000 + Math.floor(random.next() * 0x1000000)).toString(16).slice(1)
}

function hash(text: string, start: number): number {
  let value = start
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) ^ (value >>> 13)
}
