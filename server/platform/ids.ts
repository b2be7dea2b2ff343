import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

export type NewId = (at?: Date) => string

/**
 * Makes UUIDv7s that sort by time, then by order of creation: 48 bits of milliseconds, a 12-bit counter, 62 random bits.
 * With `at`, the id is minted at that date (imports), without moving the counter of the present.
 */
export function createIds(clock: Clock): NewId {
  let lastMs = 0
  let counter = 0
  return at => {
    if (at) return format(at.getTime(), randomBytes(2).readUInt16BE() & 0xfff)
    const now = clock.now().getTime()
    if (now > lastMs) {
      lastMs = now
      counter = randomBytes(1)[0]! // starts low, so that a burst has room
    } else if (++counter > 0xfff) {
      lastMs += 1 // a burst of more than 4,000 in one millisecond borrows from the next
      counter = 0
    }
    return format(lastMs, counter)
  }
}

function format(ms: number, counter: number): string {
  const time = ms.toString(16).padStart(12, '0')
  const tail = randomBytes(8)
  tail[0] = (tail[0]! & 0x3f) | 0x80
  const rest = tail.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${rest.slice(0, 4)}-${rest.slice(4)}`
}

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The instant that a UUIDv7 was minted at, in milliseconds. */
export const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

/** True for text that PostgreSQL reads as a uuid. */
export const isId = (text: string): boolean => shape.test(text)
