import { type Bits, createBits } from './bits.ts'
import { hasRoom, type Load, roomFor, unitsUsed } from './capacity.ts'
import { type Adviser, type Profile, profileKey, type Rules } from './model.ts'
import { createSorted, type Sorted } from './sorted.ts'

/** Somebody who works, as the dispatcher holds them. */
export interface Person {
  adviser: Adviser
  kind: Kind
  loads: Load[]
  used: number
  idleSince: number
  /** Offers missed since they last took one. */
  misses: number
  /** Missed too many: nothing is offered until they come back. */
  isSilent: boolean
  /** Channels with room for one more. */
  room: ReadonlySet<string>
  /** Something of theirs is set aside. */
  isInterrupted: boolean
  /** Where they stand among the free. */
  place: Place | undefined
}

/** Everybody of one profile. */
export interface Kind {
  id: number
  profile: Profile
  /** How many of the needs that are known the profile meets. */
  flexibility: number
  /** Where those wait whom they may take, on each channel. */
  buckets: Map<string, Bits>
  members: Set<Person>
  /** Those of them with room, by the channels on which they have it. */
  free: Free[]
}

interface Free {
  /** The channels as bits, to find and compare them. */
  mask: number
  room: ReadonlySet<string>
  places: Sorted<Place>
}

type Rank = Pick<Person, 'adviser' | 'used' | 'idleSince'>

/** Somebody's place among the free, as they were when it was given: what stands in an order must not change there. */
interface Place extends Rank {
  person: Person
  free: Free
}

/** Less busy first, then longer idle, then by id. */
export const comesBefore = (one: Rank, other: Rank): number =>
  one.used - other.used ||
  one.idleSince - other.idleSince ||
  (one.adviser.id < other.adviser.id ? -1 : one.adviser.id > other.adviser.id ? 1 : 0)

/** The people of a workspace, found by profile and by channel with room, longest idle first. */
export function createPeople(rules: () => Rules) {
  const people = new Map<string, Person>()
  const kinds = new Map<string, Kind>()
  const kindById: Kind[] = []
  /** Kinds of which somebody has room on a channel. */
  const free = new Map<string, Bits>()
  const none: ReadonlySet<string> = new Set()
  const bits = new Map<string, number>()
  const rooms = new Map<number, ReadonlySet<string>>()

  function kindOf(profile: Profile): { kind: Kind; isNew: boolean } {
    const key = profileKey(profile)
    const known = kinds.get(key)
    if (known) return { kind: known, isNew: false }
    const kind: Kind = {
      id: kindById.length,
      profile,
      flexibility: 0,
      buckets: new Map(),
      members: new Set(),
      free: [],
    }
    kinds.set(key, kind)
    kindById.push(kind)
    return { kind, isNew: true }
  }

  /** Notes what somebody has room for now; says whether it is more than before on some channel. */
  function refresh(person: Person): boolean {
    const { adviser } = person
    const { channels } = rules()
    person.used = unitsUsed(person.loads, channels)
    person.isInterrupted = person.loads.some(isSetAside)
    let mask = 0
    if (!person.isSilent)
      for (const channel of adviser.routable) {
        const most = adviser.most?.[channel] ?? channels[channel]?.most ?? 0
        if (hasRoom(person.loads, channel, { capacity: adviser.capacity, most }, channels))
          mask |= bitOf(channel)
      }
    place(person, mask)
    return mask !== 0
  }

  /** A bit of its own for each channel, of which there are a few. */
  function bitOf(channel: string): number {
    let bit = bits.get(channel)
    if (bit === undefined) {
      bit = 1 << bits.size
      bits.set(channel, bit)
    }
    return bit
  }

  function roomOf(mask: number): ReadonlySet<string> {
    let room = rooms.get(mask)
    if (!room) {
      room = new Set([...bits].flatMap(([channel, bit]) => ((mask & bit) !== 0 ? [channel] : [])))
      rooms.set(mask, room)
    }
    return room
  }

  function place(person: Person, mask: number) {
    const { kind, adviser, used, idleSince } = person
    const before = person.place?.free
    if (before) {
      before.places.remove(person.place!)
      if (before.places.size === 0) for (const channel of before.room) noteLess(kind, channel)
    }
    person.place = undefined
    person.room = none
    if (mask === 0) return
    const free = before?.mask === mask ? before : freeOf(kind, mask)
    person.room = free.room
    person.place = { person, free, adviser, used, idleSince }
    free.places.add(person.place)
    if (free.places.size === 1) for (const channel of free.room) freeOn(channel).set(kind.id, true)
  }

  function freeOf(kind: Kind, mask: number): Free {
    for (const known of kind.free) if (known.mask === mask) return known
    const free: Free = { mask, room: roomOf(mask), places: createSorted<Place>(comesBefore) }
    kind.free.push(free)
    return free
  }

  /** A kind may have nobody with room on a channel any more. */
  function noteLess(kind: Kind, channel: string) {
    const bit = bitOf(channel)
    for (const { mask, places } of kind.free) if ((mask & bit) !== 0 && places.size > 0) return
    freeOn(channel).set(kind.id, false)
  }

  function freeOn(channel: string): Bits {
    let bits = free.get(channel)
    if (!bits) {
      bits = createBits()
      free.set(channel, bits)
    }
    return bits
  }

  return {
    get: (id: string) => people.get(id),
    all: () => people.values(),
    kinds: () => kindById,
    kind: (id: number) => kindById[id]!,
    freeOn,
    refresh,
    /** Adds somebody, or says how they are now; what they are at work on stays theirs. */
    set(adviser: Adviser): { person: Person; newKind: Kind | undefined } {
      const { kind, isNew } = kindOf(adviser.profile)
      let person = people.get(adviser.id)
      if (!person) {
        person = {
          adviser,
          kind,
          loads: [],
          used: 0,
          idleSince: adviser.idleSince,
          misses: 0,
          isSilent: false,
          isInterrupted: false,
          room: none,
          place: undefined,
        }
        people.set(adviser.id, person)
      }
      place(person, 0)
      person.kind.members.delete(person)
      person.adviser = adviser
      person.kind = kind
      kind.members.add(person)
      return { person, newKind: isNew ? kind : undefined }
    },
    /** Sets aside what must be for one more piece of work on a channel, and names it. */
    makeRoom({ adviser, loads }: Person, channel: string): string[] {
      const { channels } = rules()
      const most = adviser.most?.[channel] ?? channels[channel]!.most
      const stopped = roomFor(loads, channel, { capacity: adviser.capacity, most }, channels) ?? []
      for (const load of stopped) load.isSuspended = true
      return stopped.map(({ itemId }) => itemId)
    },
    remove(person: Person) {
      place(person, 0)
      person.kind.members.delete(person)
      people.delete(person.adviser.id)
    },
    /** Of a kind, who comes first on a channel and may be offered this; undefined when nobody may. */
    first(kind: Kind, channel: string, may: (person: Person) => boolean): Person | undefined {
      const bit = bitOf(channel)
      let best: Place | undefined
      for (const { mask, places } of kind.free) {
        if ((mask & bit) === 0 || places.size === 0) continue
        places.visit(place => {
          const isLater = best !== undefined && comesBefore(best, place) < 0
          if (!isLater && may(place.person)) best = place
          return isLater || best === place
        })
      }
      return best?.person
    },
  }
}

const isSetAside = ({ isSuspended }: Load): boolean => isSuspended

export type People = ReturnType<typeof createPeople>
