import { roomFor, unitsUsed } from '../capacity.ts'
import type { Decision } from '../dispatcher.ts'
import { type Adviser, meets, type OpenTime, type Rules, type WorkItem } from '../model.ts'

interface Held {
  item: WorkItem
  adviserId: string
  state: 'offered' | 'active' | 'parked'
  isSuspended: boolean
  since: number
}

/**
 * What a dispatcher must do, told without any of its speed: every item and every person looked at each time. It follows
 * the decisions of a dispatcher and says what was wrong with each.
 */
export function createModel(rules: Rules, open: OpenTime) {
  const advisers = new Map<string, Adviser>()
  const waiting = new Map<string, WorkItem>()
  const held = new Map<string, Held>()
  const refusals = new Map<string, number>()
  const silent = new Set<string>()
  const misses = new Map<string, number>()
  const idleSince = new Map<string, number>()
  let created = 0
  let done = 0

  const loadsOf = (adviserId: string) =>
    [...held.values()]
      .filter(one => one.adviserId === adviserId)
      .map(({ item, state, isSuspended }) => ({
        itemId: item.id,
        channel: item.channel,
        isParked: state === 'parked',
        isSuspended,
      }))
  const rulesOf = (channel: string) => rules.channels[channel]!
  const waitedBy = (item: WorkItem, now: number) =>
    open.positionAt(item.calendar, now) - open.positionAt(item.calendar, item.t0) + item.creditMs
  const scoreOf = (item: WorkItem, now: number) => (item.weight / item.targetMs) * waitedBy(item, now)

  function isThere(adviser: Adviser, channel: string) {
    return adviser.routable.has(channel) && !silent.has(adviser.id)
  }

  /** Whether somebody may be offered an item now, were there room. */
  function mayBeOffered(item: WorkItem, adviser: Adviser, now: number): boolean {
    if (!isThere(adviser, item.channel)) return false
    if ((refusals.get(`${item.id} ${adviser.id}`) ?? 0) > now) return false
    const owner = item.owner && advisers.get(item.owner.adviserId)
    const isOwners = owner !== undefined && !refusals.has(`${item.id} ${owner.id}`)
    if (item.owner && isOwners && now < item.owner.until && isThere(owner, item.channel))
      return adviser.id === owner.id
    const passed = open.positionAt(item.calendar, now) - open.positionAt(item.calendar, item.since)
    return item.ladder.some(
      ({ afterMs, requirement }, at) =>
        (at === 0 || afterMs <= passed) && meets(adviser.profile, requirement),
    )
  }

  const hasRoom = (adviser: Adviser, channel: string) =>
    roomFor(
      loadsOf(adviser.id),
      channel,
      { capacity: adviser.capacity, most: adviser.most?.[channel] ?? rulesOf(channel).most },
      rules.channels,
    ) !== undefined

  const comesFirst = (one: WorkItem, other: WorkItem, now: number) =>
    scoreOf(other, now) - scoreOf(one, now) || one.t0 - other.t0 || (one.id < other.id ? -1 : 1)

  return {
    adviser(adviser: Adviser) {
      if (!advisers.has(adviser.id)) idleSince.set(adviser.id, adviser.idleSince)
      advisers.set(adviser.id, adviser)
    },
    back(id: string) {
      silent.delete(id)
      misses.set(id, 0)
    },
    queue(item: WorkItem) {
      created += 1
      waiting.set(item.id, item)
    },
    accept(itemId: string) {
      const one = held.get(itemId)!
      one.state = 'active'
      for (const key of refusals.keys()) if (key.startsWith(`${itemId} `)) refusals.delete(key)
      misses.set(one.adviserId, 0)
    },
    decline(itemId: string, now: number) {
      const one = held.get(itemId)!
      misses.set(one.adviserId, 0)
      this.giveBack(one, now)
    },
    giveBack(one: Held, now: number) {
      held.delete(one.item.id)
      waiting.set(one.item.id, one.item)
      const passed =
        open.positionAt(one.item.calendar, now) - open.positionAt(one.item.calendar, one.item.since)
      const others = [...advisers.values()].some(
        other =>
          other.id !== one.adviserId &&
          isThere(other, one.item.channel) &&
          one.item.ladder.some(
            ({ afterMs, requirement }, at) =>
              (at === 0 || afterMs <= passed) && meets(other.profile, requirement),
          ),
      )
      refusals.set(`${one.item.id} ${one.adviserId}`, now + (others ? rules.backOffMs : rules.backOffAloneMs))
    },
    park(itemId: string) {
      held.get(itemId)!.state = 'parked'
    },
    /** Says whether whoever has a parked item has room for it; it is theirs no more where not. */
    resume(itemId: string): boolean {
      const one = held.get(itemId)!
      held.delete(itemId)
      const adviser = advisers.get(one.adviserId)!
      if (!isThere(adviser, one.item.channel) || !hasRoom(adviser, one.item.channel)) return false
      held.set(itemId, { ...one, state: 'active', isSuspended: false })
      return true
    },
    finish(itemId: string, now: number) {
      const one = held.get(itemId)
      if (!one || one.state === 'offered') return
      held.delete(itemId)
      idleSince.set(one.adviserId, now)
      done += 1
    },
    /** An item was given up: nobody has it any more. */
    gone() {
      done += 1
    },
    stateOf: (itemId: string) => held.get(itemId)?.state ?? (waiting.has(itemId) ? 'waiting' : 'gone'),
    holderOf: (itemId: string) => held.get(itemId)?.adviserId,

    /** Follows one decision; gives what was wrong with it. */
    follow(decision: Decision, now: number): string[] {
      if (decision.kind === 'silence') {
        silent.add(decision.adviserId)
        return (misses.get(decision.adviserId) ?? 0) < rules.missesAllowed ? ['silenced too early'] : []
      }
      if (decision.kind === 'suspend') {
        const one = held.get(decision.itemId)
        // An offer that nobody answered yet is set aside like work.
        if (!one || one.isSuspended || one.state === 'parked') return ['set aside what does not run']
        one.isSuspended = true
        return []
      }
      if (decision.kind === 'resume') {
        const one = held.get(decision.itemId)
        if (!one?.isSuspended) return ['resumed what was not set aside']
        one.isSuspended = false
        return []
      }
      if (decision.kind === 'miss') {
        const one = held.get(decision.itemId)
        if (one?.state !== 'offered' || one.adviserId !== decision.adviserId)
          return ['missed what was not offered']
        const limit = rulesOf(one.item.channel).offerMs
        misses.set(one.adviserId, (misses.get(one.adviserId) ?? 0) + 1)
        this.giveBack(one, now)
        return limit === undefined || now < one.since + limit ? ['missed before its time'] : []
      }
      const { itemId, adviserId, why } = decision
      const item = waiting.get(itemId)
      const adviser = advisers.get(adviserId)
      if (!item || !adviser || held.has(itemId)) return ['1: offered what does not wait']
      const wrong: string[] = []
      if (!mayBeOffered(item, adviser, now)) wrong.push('5, 7, 14: to somebody who may not be offered it')
      if (!hasRoom(adviser, item.channel)) wrong.push('2: to somebody without room')
      const better = [...waiting.values()].find(
        other =>
          other.id !== itemId &&
          comesFirst(other, item, now) < 0 &&
          mayBeOffered(other, adviser, now) &&
          hasRoom(adviser, other.channel),
      )
      if (better) wrong.push(`10, 11: ${better.id} goes before ${itemId}`)
      const sooner = [...advisers.values()].find(
        other =>
          other.id !== adviserId &&
          other.profile === adviser.profile &&
          mayBeOffered(item, other, now) &&
          hasRoom(other, item.channel) &&
          (unitsUsed(loadsOf(other.id), rules.channels) - unitsUsed(loadsOf(adviserId), rules.channels) ||
            idleSince.get(other.id)! - idleSince.get(adviserId)! ||
            (other.id < adviserId ? -1 : 1)) < 0,
      )
      if (sooner) wrong.push(`18, 20: ${sooner.id} was idle before ${adviserId}`)
      if (why.waitedMs + why.creditMs !== waitedBy(item, now)) wrong.push('12: its first entry moved')
      waiting.delete(itemId)
      for (const id of decision.suspends) held.get(id)!.isSuspended = true
      held.set(itemId, { item, adviserId, state: 'offered', isSuspended: false, since: now })
      return wrong
    },
    /** What is wrong with how things stand once everything was decided. */
    faults(now: number): string[] {
      const wrong: string[] = []
      for (const adviser of advisers.values()) {
        const loads = loadsOf(adviser.id)
        if (unitsUsed(loads, rules.channels) > adviser.capacity) wrong.push(`2: ${adviser.id} has too much`)
        for (const channel of Object.keys(rules.channels)) {
          const most = adviser.most?.[channel] ?? rulesOf(channel).most
          if (loads.filter(load => load.channel === channel && !load.isParked).length > most)
            wrong.push(`2: ${adviser.id} has too many on ${channel}`)
        }
        const running = loads.filter(load => !load.isParked && !load.isSuspended)
        if (running.length > 1 && running.some(load => rulesOf(load.channel).isExclusive))
          wrong.push(`2: ${adviser.id} has something beside a call`)
        for (const item of waiting.values())
          if (mayBeOffered(item, adviser, now) && hasRoom(adviser, item.channel))
            wrong.push(`15: ${item.id} waits, and ${adviser.id} has room for it`)
      }
      for (const { item, state, since } of held.values())
        if (state === 'offered' && now >= since + (rulesOf(item.channel).offerMs ?? Number.POSITIVE_INFINITY))
          wrong.push(`17: the offer of ${item.id} has not ended`)
      return wrong
    },
    counts: () => ({
      created,
      done,
      waiting: waiting.size,
      offered: [...held.values()].filter(({ state }) => state === 'offered').length,
      held: [...held.values()].filter(({ state }) => state !== 'offered').length,
    }),
  }
}
