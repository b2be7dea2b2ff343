import TinyQueue from 'tinyqueue'
import { type Load, resumable } from './capacity.ts'
import {
  type Adviser,
  askedUpTo,
  fitOf,
  meets,
  type OpenTime,
  type Rules,
  type Turn,
  type WorkItem,
} from './model.ts'
import { comesBefore, createPeople, type Kind, type Person } from './people.ts'
import { createShares, type Shares } from './shares.ts'
import { createTimers } from './timers.ts'
import {
  type Bucket,
  type Clock,
  createQueues,
  type Lane,
  type Need,
  type Shelf,
  type Waiting,
} from './waiting.ts'

/** What the dispatcher wants done; nothing is until whoever keeps the work has written it. */
export type Decision =
  | {
      kind: 'offer'
      at: number
      itemId: string
      adviserId: string
      suspends: string[]
      why: Why
      /** When it is missed, where it can be. */
      endsAt?: number
    }
  /** Nobody answered it in time: it waits again, with its first entry kept. */
  | { kind: 'miss'; at: number; itemId: string; adviserId: string }
  /** They missed too many in a row. */
  | { kind: 'silence'; at: number; adviserId: string }
  /** Something more pressing is back: this is set aside for it. */
  | { kind: 'suspend'; at: number; itemId: string; adviserId: string }
  /** What was set aside goes on. */
  | { kind: 'resume'; at: number; itemId: string; adviserId: string }

/** Why this person, and why this item now. */
export interface Why {
  rule: 'owner' | 'step'
  step: number
  /** The terms of the score: weight × (open time waited + credit) ÷ target. */
  score: number
  waitedMs: number
  creditMs: number
  weight: number
  targetMs: number
  employer: string
  flexibility: number
  idleMs: number
  unitsUsed: number
}

/** Where an item stands that waits. */
export interface StillWaiting {
  forOwner: boolean
  step: number
  /** Items before it that ask the same, in its calendar and at its pace. */
  before: number
  /** People who may take it at this step, and of those who are there, have room. */
  capable: number
  routable: number
  withRoom: number
  /** Of those with room, whoever could take it now, and whoever refused or missed it and is not asked again yet. */
  able: string[]
  refusing: string[]
  /** When the first of these is asked again. */
  againAt: number | undefined
  /** The employer for whom it is kept for a while, because it is their turn. */
  keptFor: Turn | undefined
  /** When more people may take it; undefined when nothing widens any more. */
  widensAt: number | undefined
}

interface Offer {
  item: WorkItem
  person: Person
  endsAt: number
  waiting: Waiting
}

/**
 * Decides who is given what: pure, with no clock of its own and no chance in it, so that the same commands give the same
 * decisions. It holds one workspace. Each command says when; `decide` then gives what follows, and reserves it at once:
 * where it cannot be written, `refuse` takes it back.
 */
export function createDispatcher(given: Rules, open: OpenTime) {
  let rules = given
  let now = 0
  const people = createPeople(() => rules)
  const queues = createQueues(people, { rungOf: stepOf, onFirst })
  const items = new Map<string, Waiting>()
  const offers = new Map<string, Offer>()
  const held = new Map<string, Person>()
  const owned = new Map<string, Set<Waiting>>()
  const timers = createTimers<Waiting | Offer | Lane>((due, thing) => !isStillDue(due, thing))
  const shares = new Map<string, Shares>()
  const emergencies: number[] = []
  const freshPeople = new Set<Person>()
  const freshBuckets = new Set<Bucket>()
  const told: Decision[] = []
  /** Items for which it was decided whose turn it is, since somebody asked. */
  const dealt = new Set<Waiting>()
  /** Whose work changed since the last decision, and who set something aside: it may go on. */
  const changed = new Set<Person>()

  return {
    /** Somebody came, went on a break, learned a skill: how they are now. */
    adviser(at: number, adviser: Adviser) {
      advance(at)
      const before = people.get(adviser.id)
      const couldBeReached = new Set(before?.adviser.routable)
      const { person, newKind } = people.set(adviser)
      if (newKind) queues.learn(newKind)
      renew(person)
      for (const waiting of [...(owned.get(adviser.id) ?? [])])
        if (couldBeReached.has(waiting.item.channel) !== adviser.routable.has(waiting.item.channel))
          place(waiting)
    },
    /** They say that they are back after offers that they missed. */
    back(at: number, adviserId: string) {
      advance(at)
      const person = people.get(adviserId)
      if (!person) return
      person.isSilent = false
      person.misses = 0
      renew(person)
      placeOwned(adviserId)
    },
    /** Somebody left for good: what they were offered waits again; what they were at work on is given up to be queued. */
    leave(at: number, adviserId: string): string[] {
      advance(at)
      const person = people.get(adviserId)
      if (!person) return []
      const given = person.loads.map(({ itemId }) => itemId)
      for (const { itemId } of [...person.loads]) {
        const offer = offers.get(itemId)
        offers.delete(itemId)
        release(person, itemId)
        if (offer) requeue(offer)
      }
      changed.delete(person)
      people.remove(person)
      placeOwned(adviserId)
      return given.filter(id => !items.has(id))
    },
    /** A request waits for somebody. One that waits already is asked for as it is now. */
    queue(at: number, item: WorkItem) {
      advance(at)
      if (offers.has(item.id) || held.has(item.id)) return
      const known = items.get(item.id)
      if (known) forget(known)
      const waiting = waitingOf(item, known)
      items.set(item.id, waiting)
      if (item.owner) ownedBy(item.owner.adviserId).add(waiting)
      place(waiting)
    },
    /** It was offered before this dispatcher was there, and may be taken still until then; for ever without an end. */
    restore(
      at: number,
      item: WorkItem,
      adviserId: string,
      endsAt = Number.POSITIVE_INFINITY,
      isSuspended = false,
    ) {
      advance(at)
      const person = people.get(adviserId)
      if (!person || items.has(item.id) || held.has(item.id)) return
      person.loads.push({ itemId: item.id, channel: item.channel, isParked: false, isSuspended })
      held.set(item.id, person)
      const made: Offer = { item, person, waiting: waitingOf(item), endsAt }
      offers.set(item.id, made)
      if (endsAt !== Number.POSITIVE_INFINITY) timers.add(endsAt, made)
      renew(person)
    },
    /** It waits no more, and nobody has it. */
    remove(at: number, itemId: string) {
      advance(at)
      const waiting = items.get(itemId)
      if (waiting) forget(waiting)
      const person = held.get(itemId)
      offers.delete(itemId)
      if (person) finish(person, itemId)
    },
    /** They take what they were offered; false when it is not theirs to take any more. */
    accept(at: number, itemId: string, adviserId: string): boolean {
      advance(at)
      const offer = offers.get(itemId)
      if (offer?.person.adviser.id !== adviserId) return false
      offers.delete(itemId)
      offer.person.misses = 0
      return true
    },
    /** They do not take it: it waits again, for others first. */
    decline(at: number, itemId: string, adviserId: string): boolean {
      advance(at)
      const offer = offers.get(itemId)
      if (offer?.person.adviser.id !== adviserId) return false
      offer.person.misses = 0
      giveBack(offer)
      return true
    },
    /** They refused or missed what waits, before this dispatcher was there: it is for others first, as it was then. */
    refused(at: number, itemId: string, adviserId: string, since: number) {
      advance(at)
      const waiting = items.get(itemId)
      const person = people.get(adviserId)
      if (!waiting || !person || (waiting.refusals?.get(adviserId) ?? Number.NEGATIVE_INFINITY) > since)
        return
      backOff(waiting, person, since)
      place(waiting)
    },
    /** What was decided could not be written: it is as if it had not been. */
    refuse(at: number, itemId: string) {
      advance(at)
      const offer = offers.get(itemId)
      if (!offer) return
      offers.delete(itemId)
      release(offer.person, itemId)
      requeue(offer)
    },
    /** Somebody has it without having been offered it: picked, given by hand, or known from before. */
    hold(at: number, itemId: string, adviserId: string, load: Omit<Load, 'itemId'>) {
      advance(at)
      const waiting = items.get(itemId)
      if (waiting) forget(waiting)
      const before = held.get(itemId)
      offers.delete(itemId)
      if (before) release(before, itemId)
      const person = people.get(adviserId)
      if (!person) return
      person.loads.push({ ...load, itemId })
      held.set(itemId, person)
      renew(person)
    },
    /** The customer of an active item went quiet: it costs little until they are back. */
    park(at: number, itemId: string) {
      advance(at)
      const person = held.get(itemId)
      const load = person?.loads.find(one => one.itemId === itemId)
      if (!person || !load || offers.has(itemId)) return
      load.isParked = true
      renew(person)
    },
    /**
     * The customer of a parked item is back: it goes on with the same person where they can be reached and have room. If
     * not it is theirs no more, and false says that it is to be queued.
     */
    resume(at: number, itemId: string): boolean {
      advance(at)
      const person = held.get(itemId)
      const load = person?.loads.find(one => one.itemId === itemId)
      if (!person || !load?.isParked) return person !== undefined
      release(person, itemId)
      if (!person.room.has(load.channel)) return false
      for (const id of people.makeRoom(person, load.channel))
        told.push({ kind: 'suspend', at: now, itemId: id, adviserId: person.adviser.id })
      person.loads.push({ ...load, isParked: false, isSuspended: false })
      held.set(itemId, person)
      renew(person)
      return true
    },
    /** It is done, wrap-up included. */
    finish(at: number, itemId: string) {
      advance(at)
      const person = held.get(itemId)
      if (person && !offers.has(itemId)) finish(person, itemId)
    },
    /** The rules are others from now on; what was decided stands. */
    setRules(at: number, next: Rules) {
      advance(at)
      rules = next
      for (const person of people.all()) renew(person)
    },
    /** What follows at an instant from all that was said, the most pressing first; `limit` offers at most. */
    decide(at: number, limit = Number.POSITIVE_INFINITY): Decision[] {
      advance(at)
      goOn()
      const decisions = told.length > 0 ? told.splice(0) : []
      match(decisions, limit)
      return decisions
    },
    /** When there is something to decide again though nothing was said. */
    nextAt(): number | undefined {
      return timers.next()
    },
    /** The items that wait for an employer's turn, of those for which it was decided since this was asked last. */
    turns(): (Turn & { itemId: string })[] {
      const those = [...dealt].filter(one => items.get(one.item.id) === one && one.employer!.until > now)
      dealt.clear()
      return those.map(({ item, employer }) => ({ itemId: item.id, ...employer! }))
    },
    /** Why an item waits still; undefined when it does not. */
    whyWaiting(at: number, itemId: string): StillWaiting | undefined {
      advance(at)
      const waiting = items.get(itemId)
      return waiting?.bucket && standingOf(waiting, waiting.bucket)
    },
    counts: () => ({ waiting: items.size, offered: offers.size, held: held.size - offers.size }),
    /** Who is at an item or was offered it, and how; for whoever compares it with what was written. */
    holding(itemId: string) {
      const person = held.get(itemId)
      const load = person?.loads.find(one => one.itemId === itemId)
      return person && load && { adviserId: person.adviser.id, ...load }
    },
  }

  function waitingOf(item: WorkItem, known?: Waiting): Waiting {
    const entry = open.positionAt(item.calendar, item.t0)
    return {
      item,
      position: entry - item.creditMs,
      since: item.since === item.t0 ? entry : open.positionAt(item.calendar, item.since),
      step: 0,
      waitsForOwner: false,
      employer: known?.employer ?? (item.turn && item.turn.until > now ? item.turn : undefined),
      isEmergency: item.isEmergency === true && isRareEnough(now),
      refusals: known?.refusals,
      bucket: undefined,
      nextAt: Number.POSITIVE_INFINITY,
    }
  }

  function openNow(calendar: string): number {
    return positionOf(queues.clockOf(calendar))
  }

  function positionOf(clock: Clock): number {
    if (clock.at !== now) {
      clock.at = now
      clock.position = open.positionAt(clock.calendar, now)
    }
    return clock.position
  }

  /** Time goes forward only; what was due until now happens first, in its order. */
  function advance(at: number) {
    if (at > now) now = at
    for (let due = timers.due(now); due; due = timers.due(now)) {
      if ('endsAt' in due.thing) miss(due.thing)
      else if ('rungs' in due.thing) queues.noteFirst(due.thing)
      else place(due.thing)
    }
  }

  function isStillDue(at: number, thing: Waiting | Offer | Lane): boolean {
    return 'endsAt' in thing ? offers.get(thing.item.id) === thing : thing.nextAt === at
  }

  /** Puts an item where it belongs now: with its owner, or on its rung. */
  function place(waiting: Waiting) {
    const { item } = waiting
    queues.take(waiting)
    const owner = item.owner && people.get(item.owner.adviserId)
    const waitsForOwner =
      item.owner !== undefined && now < item.owner.until && owner?.adviser.routable.has(item.channel) === true
    // An owner who did not want it, or did not answer, is one of those who may take it and no more.
    waiting.waitsForOwner = waitsForOwner && !owner?.isSilent && !waiting.refusals?.has(item.owner!.adviserId)
    waiting.step = stepOf(waiting)
    const turn = waiting.waitsForOwner ? undefined : turnOf(waiting)
    // Whoever waits since their first entry asks more people as time passes, in the order of all that do.
    const climbs = !waiting.waitsForOwner && !turn && waiting.since === waiting.position
    let nextAt = climbs ? Number.POSITIVE_INFINITY : nextRungAt(waiting, waiting.step)
    if (waiting.refusals)
      for (const until of waiting.refusals.values()) if (until > now) nextAt = Math.min(nextAt, until)
    if (waiting.waitsForOwner) nextAt = Math.min(nextAt, item.owner!.until)
    else if (turn) nextAt = Math.min(nextAt, turn.until)
    if (climbs) queues.climb(waiting)
    else queues.put(waiting, turn !== undefined)
    // Behind one that nobody free may take, and nobody refused, nobody takes it either.
    const before = waiting.bucket!.waiting.first()!
    if (before === waiting || before.refusals) freshBuckets.add(foundAs(waiting.bucket!)!)
    // A step that time has not reached, though it was due: clocks of open time are whole milliseconds.
    waiting.nextAt = nextAt > now ? nextAt : now + 1
    if (waiting.nextAt !== Number.POSITIVE_INFINITY) timers.add(waiting.nextAt, waiting)
  }

  /** When an item reaches the rung after one; never where there is none. */
  function nextRungAt({ item, since }: Waiting, step: number): number {
    const next = item.ladder[step + 1]
    return next ? open.instantOf(item.calendar, since + next.afterMs) : Number.POSITIVE_INFINITY
  }

  /** A lane may be found as something else by now: whoever is free may take what it asks. */
  function onFirst(lane: Lane, isOther: boolean) {
    const first = lane.waiting.first()
    if (isOther && lane.found) freshBuckets.add(lane.found)
    const nextAt = first ? nextRungAt(first, lane.rungs.indexOf(lane.found)) : Number.POSITIVE_INFINITY
    const dueAt = nextAt > now ? nextAt : now + 1
    if (dueAt === lane.nextAt) return
    lane.nextAt = dueAt
    if (dueAt !== Number.POSITIVE_INFINITY) timers.add(dueAt, lane)
  }

  function stepOf({ item, since }: Waiting): number {
    const passed = openNow(item.calendar) - since
    let step = item.ladder.length - 1
    while (step > 0 && item.ladder[step]!.afterMs > passed) step -= 1
    return Math.max(step, 0)
  }

  /** The employer for whom an item is kept for a while, where employers have shares and theirs are there. */
  function turnOf(waiting: Waiting): Turn | undefined {
    const { item } = waiting
    if (!waiting.employer) {
      const wanted = item.shareOf !== undefined && rules.shares[item.shareOf]
      if (!wanted) return undefined
      const allowed = new Set(item.ladder[0]?.requirement.employers)
      const present = new Map(
        Object.entries(wanted).filter(([name]) => allowed.has(name) && isThere(name, item.channel)),
      )
      const name = sharesOf(item.shareOf!).next(present)
      if (name === undefined) return undefined
      const until = open.instantOf(item.calendar, openNow(item.calendar) + rules.shareHoldsMs)
      waiting.employer = { name, until }
      dealt.add(waiting)
    }
    return now < waiting.employer.until ? waiting.employer : undefined
  }

  function isThere(employer: string, channel: string): boolean {
    return people
      .kinds()
      .some(
        ({ profile, members }) =>
          profile.employer === employer &&
          [...members].some(({ adviser, isSilent }) => !isSilent && adviser.routable.has(channel)),
      )
  }

  function sharesOf(name: string): Shares {
    const known = shares.get(name) ?? createShares()
    shares.set(name, known)
    return known
  }

  function isRareEnough(at: number): boolean {
    while (emergencies.length > 0 && emergencies[0]! <= at - 60_000) emergencies.shift()
    if (emergencies.length >= rules.emergenciesPerMinute) return false
    emergencies.push(at)
    return true
  }

  function ownedBy(adviserId: string): Set<Waiting> {
    const those = owned.get(adviserId) ?? new Set()
    owned.set(adviserId, those)
    return those
  }

  /** Whether somebody can be reached changed: what was kept for them is, or is not any more. */
  function placeOwned(adviserId: string) {
    for (const waiting of [...(owned.get(adviserId) ?? [])]) place(waiting)
  }

  function forget(waiting: Waiting) {
    queues.take(waiting)
    items.delete(waiting.item.id)
    waiting.nextAt = Number.NEGATIVE_INFINITY
    const { owner } = waiting.item
    if (!owner) return
    const those = owned.get(owner.adviserId)
    those?.delete(waiting)
    if (those?.size === 0) owned.delete(owner.adviserId)
  }

  /** Somebody has more or less room than before. */
  function renew(person: Person) {
    if (people.refresh(person)) freshPeople.add(person)
    if (person.isInterrupted) changed.add(person)
  }

  /**
   * What was set aside goes on where it has room again, before anything else is offered. Only once everything was told:
   * what is set aside may be told before what it was set aside for.
   */
  function goOn() {
    for (const person of changed) {
      const { adviser, loads } = person
      const back = resumable(loads, adviser.capacity, rules.channels)
      for (const load of back) {
        load.isSuspended = false
        told.push({ kind: 'resume', at: now, itemId: load.itemId, adviserId: adviser.id })
      }
      if (back.length > 0) people.refresh(person)
    }
    changed.clear()
  }

  function release(person: Person, itemId: string) {
    const at = person.loads.findIndex(one => one.itemId === itemId)
    if (at >= 0) person.loads.splice(at, 1)
    held.delete(itemId)
    renew(person)
  }

  function finish(person: Person, itemId: string) {
    person.idleSince = now
    release(person, itemId)
  }

  function miss(offer: Offer) {
    const { item, person } = offer
    told.push({ kind: 'miss', at: now, itemId: item.id, adviserId: person.adviser.id })
    person.misses += 1
    if (person.misses >= rules.missesAllowed && !person.isSilent) {
      person.isSilent = true
      told.push({ kind: 'silence', at: now, adviserId: person.adviser.id })
    }
    giveBack(offer)
    if (person.isSilent) placeOwned(person.adviser.id)
  }

  /** It waits again, and for others first than for who did not take it. */
  function giveBack(offer: Offer) {
    const { item, person, waiting } = offer
    offers.delete(item.id)
    release(person, item.id)
    backOff(waiting, person, now)
    requeue(offer)
  }

  function backOff(waiting: Waiting, person: Person, since: number) {
    const isAlone = !isAnybodyElseThere(waiting, person)
    waiting.refusals ??= new Map()
    waiting.refusals.set(person.adviser.id, since + (isAlone ? rules.backOffAloneMs : rules.backOffMs))
  }

  function isAnybodyElseThere(waiting: Waiting, but: Person): boolean {
    const { item } = waiting
    // Time went on while it was offered: more people may be asked by now than when it was.
    const asked = askedUpTo(item.ladder, stepOf(waiting))
    return people
      .kinds()
      .some(
        ({ profile, members }) =>
          asked.some(one => meets(profile, one)) &&
          [...members].some(one => one !== but && !one.isSilent && one.adviser.routable.has(item.channel)),
      )
  }

  function requeue({ item, waiting }: Offer) {
    items.set(item.id, waiting)
    if (waiting.employer) dealt.add(waiting)
    if (item.owner) ownedBy(item.owner.adviserId).add(waiting)
    place(waiting)
  }

  function mayTake(waiting: Waiting, person: Person): boolean {
    return (waiting.refusals?.get(person.adviser.id) ?? 0) <= now
  }

  /** Gives out what can be given: of all that somebody free may take, the item with the best score first. */
  function match(decisions: Decision[], limit: number) {
    const isCrowded = freshPeople.size > few || freshBuckets.size > few
    const left = isCrowded ? matchMany(decisions, limit) : matchFew(decisions, limit)
    if (left === 0) return
    freshPeople.clear()
    freshBuckets.clear()
  }

  /** One thing happened, as mostly: all that it may lead to is looked at, without keeping any order. */
  function matchFew(decisions: Decision[], limit: number): number {
    let barren: Set<Bucket> | undefined
    /** Of buckets whose first items were refused by whoever is free, the one that comes up. */
    let instead: Map<Bucket, Waiting> | undefined
    for (let left = limit; ; ) {
      const entry = left > 0 ? mostUrgent(barren, instead) : undefined
      if (!entry) return left
      const { bucket, head, score } = entry
      const pair = pairIn(bucket)
      if (!pair) {
        barren ??= new Set()
        barren.add(bucket)
      } else if (pair.waiting !== head) {
        instead ??= new Map()
        instead.set(bucket, pair.waiting)
      } else {
        decisions.push(offer(pair.waiting, pair.person, score))
        instead?.delete(bucket)
        left -= 1
      }
    }
  }

  function mostUrgent(
    barren: ReadonlySet<Bucket> | undefined,
    instead: ReadonlyMap<Bucket, Waiting> | undefined,
  ): Entry | undefined {
    let best: Entry | undefined
    let most = Number.NEGATIVE_INFINITY
    forFresh((shelf, id) => {
      const position = instead?.get(shelf.buckets[id]!)?.position ?? shelf.positions[id]!
      const score = shelf.slopes[id]! * (positionOf(shelf.clocks[id]!) - position)
      if (score < most && best!.isEmergency === shelf.isEmergency[id]) return
      const bucket = shelf.buckets[id]!
      if (barren?.has(bucket)) return
      const entry = entryOf(bucket, instead?.get(bucket) ?? bucket.waiting.first()!)
      if (best && moreUrgent(entry, best) >= 0) return
      best = entry
      most = score
    })
    return best
  }

  /** Much happened at once: what it may lead to is put in order. */
  function matchMany(decisions: Decision[], limit: number): number {
    const buckets = new Set<Bucket>()
    forFresh((shelf, id) => void buckets.add(shelf.buckets[id]!))
    const agenda = new TinyQueue(
      Array.from(buckets, bucket => entryOf(bucket, bucket.waiting.first()!)),
      moreUrgent,
    )
    let left = limit
    for (let entry = agenda.pop(); entry && left > 0; entry = agenda.pop()) {
      const { bucket } = entry
      const pair = pairIn(bucket)
      if (!pair) {
        freshBuckets.delete(bucket)
        continue
      }
      if (pair.waiting !== entry.head) {
        // Those before it were refused by whoever is free: it takes its own place among the others.
        agenda.push(entryOf(bucket, pair.waiting))
        continue
      }
      decisions.push(offer(pair.waiting, pair.person, entry.score))
      left -= 1
      const next = bucket.waiting.first()
      const onward = foundAs(bucket)
      if (onward !== bucket) freshBuckets.delete(bucket)
      if (next && onward) agenda.push(entryOf(onward, next))
      else freshBuckets.delete(bucket)
      // Where only those who were free before made this worth while, and they are not any more, the rest can wait.
      if (freshBuckets.size === 0 && !isAnybodyFree()) break
    }
    return left
  }

  function isAnybodyFree(): boolean {
    for (const person of freshPeople) {
      if (person.room.size > 0) return true
      freshPeople.delete(person)
    }
    return false
  }

  /** Visits the buckets with items in which something may have changed; some of them more than once. */
  function forFresh(visit: (shelf: Shelf, id: number) => void) {
    for (const { shelf, id } of freshBuckets)
      if (shelf.positions[id] !== Number.POSITIVE_INFINITY) visit(shelf, id)
    const looked = freshPeople.size > 1 ? new Set<string>() : undefined
    for (const person of freshPeople) {
      for (const { shelf, id } of queues.forPerson(person)) visit(shelf, id)
      for (const channel of person.room) {
        if (looked) {
          const key = `${person.kind.id} ${channel}`
          if (looked.has(key)) continue
          looked.add(key)
        }
        queues.forKind(person.kind, channel, visit)
      }
    }
  }

  function entryOf(bucket: Bucket, head: Waiting): Entry {
    const { shelf, id } = bucket
    const score = shelf.slopes[id]! * (positionOf(shelf.clocks[id]!) - head.position)
    return { bucket, head, score, isEmergency: shelf.isEmergency[id]! }
  }

  /** The first item of a bucket that somebody free may take, and who takes it. */
  function pairIn(bucket: Bucket): { waiting: Waiting; person: Person } | undefined {
    let found: { waiting: Waiting; person: Person } | undefined
    let isFirst = true
    bucket.waiting.visit(waiting => {
      const person = personFor(isFirst ? bucket.need : queues.needAt(bucket, waiting), waiting)
      isFirst = false
      if (person) found = { waiting, person }
      // Nobody at all is free for what was never refused: those behind it need not be looked at.
      return person !== undefined || !waiting.refusals
    })
    return found
  }

  function personFor(need: Need, waiting: Waiting): Person | undefined {
    if (need.personId !== undefined) {
      const person = people.get(need.personId)
      return person?.room.has(need.channel) && mayTake(waiting, person) ? person : undefined
    }
    let best: Person | undefined
    let bestFit = 0
    need.kinds.common(people.freeOn(need.channel), id => {
      const kind = people.kind(id)
      if (best && kind.flexibility > best.kind.flexibility) return
      const person = people.first(kind, need.channel, one => mayTake(waiting, one))
      if (!person) return
      const fit = rules.prefersFit ? bestFitOf(kind, need) : 0
      if (
        !best ||
        kind.flexibility < best.kind.flexibility ||
        fit > bestFit ||
        (fit === bestFit && comesBefore(person, best) < 0)
      ) {
        best = person
        bestFit = fit
      }
    })
    return best
  }

  function offer(waiting: Waiting, person: Person, score: number): Decision {
    const { item } = waiting
    waiting.step = stepOf(waiting)
    const { adviser, loads, kind } = person
    const channel = rules.channels[item.channel]!
    const why: Why = {
      rule: waiting.waitsForOwner ? 'owner' : 'step',
      step: waiting.step,
      score,
      waitedMs: openNow(item.calendar) - waiting.position - item.creditMs,
      creditMs: item.creditMs,
      weight: item.weight,
      targetMs: item.targetMs,
      employer: kind.profile.employer,
      flexibility: kind.flexibility,
      idleMs: now - person.idleSince,
      unitsUsed: person.used,
    }
    const suspends = people.makeRoom(person, item.channel)
    forget(waiting)
    loads.push({ itemId: item.id, channel: item.channel, isParked: false, isSuspended: false })
    held.set(item.id, person)
    const lasts = (channel.offerMs ?? Number.POSITIVE_INFINITY) * (adviser.offerTimes ?? 1)
    const made: Offer = { item, person, waiting, endsAt: now + lasts }
    offers.set(item.id, made)
    if (channel.offerMs !== undefined) timers.add(made.endsAt, made)
    people.refresh(person)
    const decision: Decision = {
      kind: 'offer',
      at: now,
      itemId: item.id,
      adviserId: adviser.id,
      suspends,
      why,
    }
    if (channel.offerMs !== undefined) decision.endsAt = made.endsAt
    return decision
  }

  function standingOf(waiting: Waiting, bucket: Bucket): StillWaiting {
    waiting.step = stepOf(waiting)
    const need = queues.needAt(bucket, waiting)
    const those = [...people.all()].filter(person =>
      need.personId === undefined ? need.kinds.has(person.kind.id) : person.adviser.id === need.personId,
    )
    const next = waiting.item.ladder[waiting.step + 1]
    const { item, employer } = waiting
    const free = those.filter(({ room }) => room.has(need.channel))
    const refusing = free.filter(one => !mayTake(waiting, one)).map(({ adviser }) => adviser.id)
    const again = refusing.map(id => waiting.refusals!.get(id)!)
    return {
      forOwner: waiting.waitsForOwner,
      step: waiting.step,
      before: bucket.waiting.before(waiting),
      capable: those.length,
      routable: those.filter(one => !one.isSilent && one.adviser.routable.has(need.channel)).length,
      withRoom: free.length,
      able: free.filter(one => mayTake(waiting, one)).map(({ adviser }) => adviser.id),
      refusing,
      againAt: again.length > 0 ? Math.min(...again) : undefined,
      keptFor: !waiting.waitsForOwner && employer && employer.until > now ? employer : undefined,
      widensAt: waiting.waitsForOwner ? item.owner!.until : next && nextRungAt(waiting, waiting.step),
    }
  }
}

/** The items of a lane are found together, by what the first of them asks. */
const foundAs = (bucket: Bucket): Bucket | undefined => (bucket.lane ? bucket.lane.found : bucket)

/** So many things at once are looked at one by one. */
const few = 8

interface Entry {
  bucket: Bucket
  head: Waiting
  score: number
  isEmergency: boolean
}

const moreUrgent = (one: Entry, other: Entry): number =>
  Number(other.isEmergency) - Number(one.isEmergency) ||
  other.score - one.score ||
  one.head.item.t0 - other.head.item.t0 ||
  (one.head.item.id < other.head.item.id ? -1 : one.head.item.id > other.head.item.id ? 1 : 0)

const bestFitOf = (kind: Kind, need: Need): number =>
  Math.max(...need.alternatives.filter(one => meets(kind.profile, one)).map(one => fitOf(kind.profile, one)))
