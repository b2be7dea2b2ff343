import TinyQueue from 'tinyqueue'
import { type Bits, createBits } from './bits.ts'
import { meets, type Requirement, requirementKey, type WorkItem } from './model.ts'
import type { Kind, People, Person } from './people.ts'

/** An item that waits, as the dispatcher holds it. */
export interface Waiting {
  item: WorkItem
  /** Where its waiting begins in open time, its credit taken off: it never changes, and is the order of a bucket. */
  position: number
  /** Whom it asks now: a rung of its ladder, or its owner alone. */
  step: number
  waitsForOwner: boolean
  /** The employer whose turn it was when it came. */
  employer: { name: string; until: number } | undefined
  isEmergency: boolean
  /** Who refused or missed it, and until when it is not offered to them again. */
  refusals: Map<string, number> | undefined
  bucket: Bucket | undefined
  /** When what it asks for changes next. */
  nextAt: number
}

/** Items that ask the same, at one pace, in one calendar: their order never changes, so a heap is enough. */
export interface Bucket {
  id: number
  need: Need
  slope: number
  clock: Clock
  isEmergency: boolean
  count: number
  queue: TinyQueue<Waiting>
  /** The first of the queue, where that is known. */
  top: Waiting | undefined
}

/** Open time of a calendar at the last instant somebody asked. */
export interface Clock {
  calendar: string
  at: number
  position: number
}

/** What some items ask: any of these requirements on a channel, or one person alone. */
export interface Need {
  id: number
  channel: string
  alternatives: readonly Requirement[]
  personId: string | undefined
  kinds: Bits
  buckets: Bucket[]
}

const sooner = (one: Waiting, other: Waiting): number =>
  one.position - other.position ||
  one.item.t0 - other.item.t0 ||
  (one.item.id < other.item.id ? -1 : one.item.id > other.item.id ? 1 : 0)

/** The items that wait, by what they ask. */
export function createQueues(people: People) {
  const needs = new Map<string, Need>()
  const needById: Need[] = []
  const buckets: Bucket[] = []
  const clocks = new Map<string, Clock>()
  /** Buckets with items for anybody who meets a need, by channel. */
  const withItems = new Map<string, Bits>()
  /** Buckets with items for one person alone. */
  const byPerson = new Map<string, Set<Bucket>>()
  /** What a ladder asks at each step was worked out before: the items of a queue share theirs. */
  const worked = new WeakMap<WorkItem['ladder'], Map<string, Need>>()

  function needOf({ item, step, employer, waitsForOwner }: Waiting, isTurn: boolean): Need {
    const { channel, ladder } = item
    const known = worked.get(ladder) ?? new Map<string, Need>()
    worked.set(ladder, known)
    const key = waitsForOwner
      ? `${channel} owner ${item.owner!.adviserId}`
      : `${channel} ${step} ${isTurn ? employer!.name : ''}`
    const before = known.get(key)
    if (before) return before
    const asked = ladder.slice(0, step + 1).map(({ requirement }) => requirement)
    const need = waitsForOwner
      ? needFor(channel, [], item.owner!.adviserId)
      : needFor(channel, isTurn ? asked.map(one => ({ ...one, employers: [employer!.name] })) : asked)
    known.set(key, need)
    return need
  }

  function needFor(channel: string, alternatives: readonly Requirement[], personId?: string): Need {
    const asked = [...new Set(alternatives.map(requirementKey))].sort().join(' ')
    const key = personId === undefined ? `${channel} ${asked}` : `${channel} one person ${personId}`
    const known = needs.get(key)
    if (known) return known
    const need: Need = {
      id: needById.length,
      channel,
      alternatives,
      personId,
      kinds: createBits(),
      buckets: [],
    }
    needs.set(key, need)
    needById.push(need)
    if (personId === undefined) for (const kind of people.kinds()) tie(need, kind)
    return need
  }

  function tie(need: Need, kind: Kind) {
    if (!need.alternatives.some(one => meets(kind.profile, one))) return
    need.kinds.set(kind.id, true)
    kind.flexibility += 1
    for (const bucket of need.buckets) bitsOf(kind.buckets, need.channel).set(bucket.id, true)
  }

  function bucketOf(need: Need, { item, isEmergency }: Waiting): Bucket {
    const slope = item.weight / item.targetMs
    for (const known of need.buckets)
      if (
        known.slope === slope &&
        known.clock.calendar === item.calendar &&
        known.isEmergency === isEmergency
      )
        return known
    const bucket: Bucket = {
      id: buckets.length,
      need,
      slope,
      clock: clockOf(item.calendar),
      isEmergency,
      count: 0,
      queue: new TinyQueue<Waiting>([], sooner),
      top: undefined,
    }
    need.buckets.push(bucket)
    buckets.push(bucket)
    if (need.personId === undefined)
      for (const kind of people.kinds())
        if (need.kinds.has(kind.id)) bitsOf(kind.buckets, need.channel).set(bucket.id, true)
    return bucket
  }

  function clockOf(calendar: string): Clock {
    const known = clocks.get(calendar) ?? { calendar, at: Number.NaN, position: 0 }
    clocks.set(calendar, known)
    return known
  }

  function change(bucket: Bucket, by: 1 | -1) {
    const { need } = bucket
    bucket.count += by
    if (need.personId === undefined) return bitsOf(withItems, need.channel).set(bucket.id, bucket.count > 0)
    const theirs = byPerson.get(need.personId) ?? new Set()
    byPerson.set(need.personId, theirs)
    if (bucket.count > 0) theirs.add(bucket)
    else theirs.delete(bucket)
  }

  return {
    clockOf,
    /** A profile that was not there before meets some of what is asked. */
    learn(kind: Kind) {
      for (const need of needById) if (need.personId === undefined) tie(need, kind)
    },
    /** Puts an item where those wait who ask the same; `isTurn` where it is kept for one employer. */
    put(waiting: Waiting, isTurn: boolean): Bucket {
      const bucket = bucketOf(needOf(waiting, isTurn), waiting)
      waiting.bucket = bucket
      bucket.queue.push(waiting)
      if (bucket.top && sooner(waiting, bucket.top) < 0) bucket.top = waiting
      change(bucket, 1)
      return bucket
    },
    /** Takes an item out; its place in the heap is passed over when it comes up. */
    take(waiting: Waiting) {
      const { bucket } = waiting
      if (!bucket) return
      if (bucket.top === waiting) bucket.top = undefined
      change(bucket, -1)
      waiting.bucket = undefined
    },
    /** The first item of a bucket. */
    head(bucket: Bucket): Waiting | undefined {
      if (bucket.top) return bucket.top
      const { queue } = bucket
      while (queue.length > 0 && queue.peek()!.bucket !== bucket) queue.pop()
      bucket.top = queue.peek()
      return bucket.top
    },
    /** How many of a bucket come before one of its items. */
    before: (waiting: Waiting, bucket: Bucket): number =>
      new Set(bucket.queue.data.filter(other => other.bucket === bucket && sooner(other, waiting) < 0)).size,
    /** The items of a bucket in order, until one is found or there is none to be found. */
    first<Found>(bucket: Bucket, look: (waiting: Waiting) => Found | undefined | 'none'): Found | undefined {
      const { queue } = bucket
      const aside: Waiting[] = []
      let found: Found | undefined
      while (queue.length > 0) {
        const top = queue.peek()!
        if (top.bucket !== bucket || aside.includes(top)) {
          queue.pop()
          continue
        }
        const answer = look(top)
        if (answer === 'none') break
        if (answer !== undefined) {
          found = answer
          break
        }
        aside.push(queue.pop()!)
      }
      for (const waiting of aside) queue.push(waiting)
      return found
    },
    /** Visits the buckets with items that somebody of a kind may take on a channel. */
    forKind(kind: Kind, channel: string, visit: (bucket: Bucket) => void) {
      const theirs = kind.buckets.get(channel)
      const some = withItems.get(channel)
      if (theirs && some) theirs.common(some, id => visit(buckets[id]!))
    },
    /** Buckets with items that wait for one person. */
    forPerson: ({ adviser }: Person): Iterable<Bucket> => byPerson.get(adviser.id) ?? [],
  }
}

function bitsOf(all: Map<string, Bits>, key: string): Bits {
  const known = all.get(key) ?? createBits()
  all.set(key, known)
  return known
}
