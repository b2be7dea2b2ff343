import TinyQueue from 'tinyqueue'
import { type Bits, createBits } from './bits.ts'
import { type Load, roomFor, unitsUsed } from './capacity.ts'
import { type Adviser, type Profile, profileKey, type Rules } from './model.ts'

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
  /** Grows with each change: what stands in a queue under an older one is out of date. */
  version: number
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
  free: Map<string, FreePeople>
}

interface FreePeople {
  count: number
  queue: TinyQueue<Place>
}

type Turn = Pick<Person, 'adviser' | 'used' | 'idleSince'>

/** Somebody's place among the free, as they were when it was given: what stands in a heap must not change there. */
interface Place extends Turn {
  person: Person
  version: number
}

/** Less busy first, then longer idle, then by id. */
export const comesBefore = (one: Turn, other: Turn): number =>
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
      free: new Map(),
    }
    kinds.set(key, kind)
    kindById.push(kind)
    return { kind, isNew: true }
  }

  /** Notes what somebody has room for now; says whether it is more than before on some channel. */
  function refresh(person: Person): boolean {
    const { adviser } = person
    const { channels } = rules()
    person.used = unitsUsed(person.loads, channel => channels[channel]!)
    const room = new Set<string>()
    if (!person.isSilent)
      for (const channel of adviser.routable) {
        const most = adviser.most?.[channel] ?? channels[channel]?.most ?? 0
        const has = roomFor(person.loads, channel, { capacity: adviser.capacity, most }, of => channels[of]!)
        if (has) room.add(channel)
      }
    place(person, room)
    return room.size > 0
  }

  function place(person: Person, room: ReadonlySet<string>) {
    const { kind } = person
    const before = person.room
    person.room = room
    person.version += 1
    for (const channel of before) if (!room.has(channel)) count(kind, channel, -1)
    const { adviser, used, idleSince, version } = person
    const its: Place = { person, version, adviser, used, idleSince }
    for (const channel of room) {
      if (!before.has(channel)) count(kind, channel, 1)
      kind.free.get(channel)!.queue.push(its)
    }
  }

  function count(kind: Kind, channel: string, change: 1 | -1) {
    let those = kind.free.get(channel)
    if (!those) {
      those = { count: 0, queue: new TinyQueue<Place>([], comesBefore) }
      kind.free.set(channel, those)
    }
    those.count += change
    freeOn(channel).set(kind.id, those.count > 0)
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
          room: none,
          version: 0,
        }
        people.set(adviser.id, person)
      }
      place(person, none)
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
      const stopped = roomFor(loads, channel, { capacity: adviser.capacity, most }, of => channels[of]!) ?? []
      for (const load of stopped) load.isSuspended = true
      return stopped.map(({ itemId }) => itemId)
    },
    remove(person: Person) {
      place(person, none)
      person.kind.members.delete(person)
      people.delete(person.adviser.id)
    },
    /** Of a kind, who comes first on a channel and may be offered this; undefined when nobody may. */
    first(kind: Kind, channel: string, may: (person: Person) => boolean): Person | undefined {
      const queue = kind.free.get(channel)?.queue
      if (!queue) return undefined
      const aside: Place[] = []
      let found: Person | undefined
      while (queue.length > 0) {
        const top = queue.peek()!
        if (top.version !== top.person.version) {
          queue.pop()
          continue
        }
        if (may(top.person)) {
          found = top.person
          break
        }
        aside.push(queue.pop()!)
      }
      for (const place of aside) queue.push(place)
      return found
    },
  }
}

export type People = ReturnType<typeof createPeople>
