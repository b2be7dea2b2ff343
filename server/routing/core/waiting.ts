import { type Bits, createBits } from './bits.ts'
import { askedUpTo, meets, type Requirement, requirementKey, type Turn, type WorkItem } from './model.ts'
import type { Kind, People, Person } from './people.ts'
import { createSorted, type Sorted } from './sorted.ts'

/** An item that waits, as the dispatcher holds it. */
export interface Waiting {
  item: WorkItem
  /** Where its waiting begins in open time, its credit taken off: it never changes, and is the order of a bucket. */
  position: number
  /** Where in open time it stands on the first rung of its ladder. */
  since: number
  /** Whom it asks now: a rung of its ladder, or its owner alone. */
  step: number
  waitsForOwner: boolean
  /** The employer whose turn it was when it came. */
  employer: Turn | undefined
  isEmergency: boolean
  /** Who refused or missed it, and until when it is not offered to them again. */
  refusals: Map<string, number> | undefined
  bucket: Bucket | undefined
  /** When what it asks for changes next. */
  nextAt: number
}

/** Items that ask the same, at one pace, in one calendar: their order never changes. */
export interface Bucket {
  shelf: Shelf
  /** Its number on the shelf. */
  id: number
  need: Need
  waiting: Sorted<Waiting>
  /** Where its items climb a ladder together. */
  lane: Lane | undefined
}

/**
 * Items that climb one ladder since their first entry, at one pace, in one calendar: the first of them has come furthest, so
 * that whoever may take another may take it too. Time changes what the lane asks, and moves none of them.
 */
export interface Lane {
  channel: string
  clock: Clock
  slope: number
  isEmergency: boolean
  waiting: Sorted<Waiting>
  /** What it is found as, by the rung of its first item. */
  rungs: (Bucket | undefined)[]
  /** The one it is found as now. */
  found: Bucket | undefined
  /** When its first item reaches the next rung. */
  nextAt: number
}

/** The buckets of a channel by number, with what their scores are made of beside each other: it is looked at most. */
export interface Shelf {
  buckets: Bucket[]
  slopes: number[]
  clocks: Clock[]
  isEmergency: boolean[]
  /** Where the waiting of the first item begins; without an end where there is none. */
  positions: number[]
  /** Those with items for anybody who meets a need. */
  withItems: Bits
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

/** What the queues ask of whoever knows the time. */
export interface Climbing {
  /** The rung that an item has reached. */
  rungOf(waiting: Waiting): number
  /** A lane has another first item; `isOther` where it asks something else than before. */
  onFirst(lane: Lane, isOther: boolean): void
}

/** The items that wait, by what they ask. */
export function createQueues(people: People, { rungOf, onFirst }: Climbing) {
  const needs = new Map<string, Need>()
  const needById: Need[] = []
  const shelves = new Map<string, Shelf>()
  const clocks = new Map<string, Clock>()
  /** Buckets with items for one person alone. */
  const byPerson = new Map<string, Set<Bucket>>()
  /** What a ladder asks at each step was worked out before: the items of a queue share theirs. */
  const worked = new WeakMap<WorkItem['ladder'], Map<string, Need>>()
  const lanes = new WeakMap<WorkItem['ladder'], Lane[]>()

  function needOf({ item, step, employer, waitsForOwner }: Waiting, isTurn: boolean): Need {
    const { channel, ladder } = item
    const known = worked.get(ladder) ?? new Map<string, Need>()
    worked.set(ladder, known)
    const key = waitsForOwner
      ? `${channel} owner ${item.owner!.adviserId}`
      : `${channel} ${step} ${isTurn ? employer!.name : ''}`
    const before = known.get(key)
    if (before) return before
    const asked = askedUpTo(ladder, step)
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
    const shelf = shelfOf(need.channel)
    const clock = clockOf(item.calendar)
    for (const known of need.buckets) {
      const { id } = known
      if (known.lane) continue
      if (shelf.slopes[id] === slope && shelf.clocks[id] === clock && shelf.isEmergency[id] === isEmergency)
        return known
    }
    return newBucket(need, { slope, clock, isEmergency, waiting: createSorted(sooner) })
  }

  function newBucket(
    need: Need,
    of: Pick<Lane, 'slope' | 'clock' | 'isEmergency' | 'waiting'>,
    lane?: Lane,
  ): Bucket {
    const shelf = shelfOf(need.channel)
    const bucket: Bucket = { shelf, id: shelf.buckets.length, need, waiting: of.waiting, lane }
    shelf.buckets.push(bucket)
    shelf.slopes.push(of.slope)
    shelf.clocks.push(of.clock)
    shelf.isEmergency.push(of.isEmergency)
    shelf.positions.push(Number.POSITIVE_INFINITY)
    need.buckets.push(bucket)
    if (need.personId === undefined)
      for (const kind of people.kinds())
        if (need.kinds.has(kind.id)) bitsOf(kind.buckets, need.channel).set(bucket.id, true)
    return bucket
  }

  function laneOf({ item, isEmergency }: Waiting): Lane {
    const { channel, ladder } = item
    const slope = item.weight / item.targetMs
    const clock = clockOf(item.calendar)
    const those = lanes.get(ladder) ?? []
    lanes.set(ladder, those)
    for (const known of those)
      if (
        known.slope === slope &&
        known.clock === clock &&
        known.channel === channel &&
        known.isEmergency === isEmergency
      )
        return known
    const lane: Lane = {
      ...{ channel, clock, slope, isEmergency, waiting: createSorted(sooner) },
      ...{ rungs: [], found: undefined, nextAt: Number.POSITIVE_INFINITY },
    }
    those.push(lane)
    return lane
  }

  /** What the items of a lane are found as that have reached a rung. */
  function rungIn(lane: Lane, step: number, { ladder }: WorkItem): Bucket {
    let bucket = lane.rungs[step]
    if (!bucket) {
      bucket = newBucket(needFor(lane.channel, askedUpTo(ladder, step)), lane, lane)
      lane.rungs[step] = bucket
    }
    return bucket
  }

  /** A lane is found as what its first item asks. */
  function noteFirst(lane: Lane) {
    const first = lane.waiting.first()
    const found = first && rungIn(lane, rungOf(first), first.item)
    const before = lane.found
    if (before && before !== found) {
      before.shelf.positions[before.id] = Number.POSITIVE_INFINITY
      before.shelf.withItems.set(before.id, false)
    }
    lane.found = found
    if (found) {
      found.shelf.positions[found.id] = first.position
      if (before !== found) found.shelf.withItems.set(found.id, true)
    }
    onFirst(lane, before !== found)
  }

  function clockOf(calendar: string): Clock {
    const known = clocks.get(calendar) ?? { calendar, at: Number.NaN, position: 0 }
    clocks.set(calendar, known)
    return known
  }

  function shelfOf(channel: string): Shelf {
    const known = shelves.get(channel)
    if (known) return known
    const shelf: Shelf = {
      buckets: [],
      slopes: [],
      clocks: [],
      isEmergency: [],
      positions: [],
      withItems: createBits(),
    }
    shelves.set(channel, shelf)
    return shelf
  }

  /** What whoever looks for items should know of a bucket that has others than before. */
  function note(bucket: Bucket) {
    const { shelf, id, need, waiting, lane } = bucket
    if (lane) {
      noteFirst(lane)
      return
    }
    shelf.positions[id] = waiting.first()?.position ?? Number.POSITIVE_INFINITY
    if (need.personId === undefined) {
      shelf.withItems.set(id, waiting.size > 0)
      return
    }
    const theirs = byPerson.get(need.personId) ?? new Set()
    byPerson.set(need.personId, theirs)
    if (waiting.size > 0) theirs.add(bucket)
    else theirs.delete(bucket)
  }

  return {
    clockOf,
    /** A profile that was not there before meets some of what is asked. */
    learn(kind: Kind) {
      for (const need of needById) if (need.personId === undefined) tie(need, kind)
    },
    /** Puts an item where those wait who ask the same; `isTurn` where it is kept for one employer. */
    put(waiting: Waiting, isTurn: boolean) {
      const bucket = bucketOf(needOf(waiting, isTurn), waiting)
      waiting.bucket = bucket
      bucket.waiting.add(waiting)
      if (bucket.waiting.first() === waiting) note(bucket)
    },
    /** Puts an item among those that climb its ladder as it does; only where it waits since its first entry. */
    climb(waiting: Waiting) {
      const lane = laneOf(waiting)
      waiting.bucket = rungIn(lane, waiting.step, waiting.item)
      lane.waiting.add(waiting)
      if (lane.waiting.first() === waiting) noteFirst(lane)
    },
    /** Time went on: what a lane asks is worked out again. */
    noteFirst,
    /** What an item of a bucket asks: behind the first of a lane, fewer people may be asked. */
    needAt: ({ need, lane }: Bucket, waiting: Waiting): Need =>
      lane ? rungIn(lane, rungOf(waiting), waiting.item).need : need,
    take(waiting: Waiting) {
      const { bucket } = waiting
      if (!bucket) return
      const isFirst = bucket.waiting.first() === waiting
      bucket.waiting.remove(waiting)
      if (isFirst) note(bucket)
      waiting.bucket = undefined
    },
    /** Visits the buckets with items that somebody of a kind may take on a channel. */
    forKind(kind: Kind, channel: string, visit: (shelf: Shelf, id: number) => void) {
      const theirs = kind.buckets.get(channel)
      const shelf = shelves.get(channel)
      if (theirs && shelf) theirs.common(shelf.withItems, id => visit(shelf, id))
    },
    /** Buckets with items that wait for one person. */
    forPerson: ({ adviser }: Person): Iterable<Bucket> => byPerson.get(adviser.id) ?? none,
  }
}

const none: readonly Bucket[] = []

function bitsOf(all: Map<string, Bits>, key: string): Bits {
  const known = all.get(key) ?? createBits()
  all.set(key, known)
  return known
}
