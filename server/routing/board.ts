import { createCeilings } from './ceilings.ts'
import { createDispatcher, type Decision } from './core/dispatcher.ts'
import { meets, type OpenTime, type Profile, type Step, type WorkItem } from './core/model.ts'
import { ownerWindowMs, rulesFrom, urgencyOf } from './defaults.ts'
import {
  type Asked,
  type House,
  ladderOf,
  mayBeGiven,
  ownHouse,
  type QueueRules,
  queueOf,
  sharesOf,
} from './ladders.ts'
import { type Move, overflowing } from './overflow.ts'
import { promisedTargetMs } from './promises/urgency.ts'
import type { StoredPerson } from './stored-people.ts'
import type { StoredItem } from './storing.ts'

/** What is known of a workspace when its board is set up. */
export interface BoardFacts {
  house: House
  open: OpenTime
  /** Ways in which queues give out what is given out here: for somebody who asks for work, also what people ask for. */
  ways?: readonly QueueRules['way'][]
  /** Whether it is decided here whose turn a request is; whoever only looks keeps to what was decided. */
  dealsTurns?: boolean
}

const noChannel: ReadonlySet<string> = new Set()
/** A ladder that nobody meets: such an item is for the one person who is asked. */
const nobody: Step[] = [{ afterMs: 0, requirement: { skills: {}, languages: [], groups: [], employers: [] } }]

/** What is written, told to the dispatcher's core: whatever the order in which it is heard, the last reading counts. */
export function createBoard({ house, open, ways = ['push'], dealsTurns = true }: BoardFacts) {
  const { choices, teams } = house
  const shares = sharesOf(house)
  const rules = rulesFrom(choices, shares)
  const everyChannel: ReadonlySet<string> = new Set(Object.keys(rules.channels))
  const core = createDispatcher(rules, open)
  /** The items that are not over, by conversation, as the core was last told of them. */
  const known = new Map<string, StoredItem>()
  const conversationOf = new Map<string, string>()
  /** Everybody, as they were last told. */
  const people = new Map<string, { told: string; stored: StoredPerson }>()
  const ceilings = createCeilings(house)
  const silent = new Set<string>()
  const ladders = new Map<string, Step[]>()
  /** Offers that were told, and people who changed, since it was last asked whether those offers may still be made. */
  const doubtful = { conversationIds: new Set<string>(), memberIds: new Set<string>() }
  /** What is written as set aside, and goes on because room was made for it. */
  const goingOn: Extract<Decision, { kind: 'resume' }>[] = []

  return {
    /** How somebody is now. */
    person(at: number, stored: StoredPerson) {
      const told = JSON.stringify(stored)
      if (people.get(stored.id)?.told === told) return
      people.set(stored.id, { told, stored })
      doubtful.memberIds.add(stored.id)
      tellOf(at, stored)
      if (stored.isSilent) silent.add(stored.id)
      else if (silent.delete(stored.id)) core.back(at, stored.id)
    },
    knows: (memberId: string) => people.has(memberId),
    /** Whether somebody is as they were last told. */
    isPersonAsTold: (stored: StoredPerson): boolean => people.get(stored.id)?.told === JSON.stringify(stored),
    /** How the item of a conversation stands now; undefined when it is over. */
    item(at: number, conversationId: string, next: StoredItem | undefined) {
      const before = known.get(conversationId)
      if (before && before.id !== next?.id) {
        core.remove(at, before.id)
        conversationOf.delete(before.id)
      }
      known.delete(conversationId)
      if (before) isHeldBy(at, before.id, undefined)
      if (!next) return
      isHeldBy(at, next.id, next.holder?.memberId)
      tell(at, before?.id === next.id ? before : undefined, next)
      known.set(conversationId, next)
      conversationOf.set(next.id, conversationId)
      if (next.state === 'offered') doubtful.conversationIds.add(conversationId)
    },
    /** The offers that could not be made any more to whoever has them, by what they and the request are now. */
    outlived(at: number): StoredItem[] {
      const { conversationIds, memberIds } = doubtful
      const all = memberIds.size > 0 ? [...known.values()] : [...conversationIds].map(id => known.get(id))
      const those = all.filter(item => {
        if (item?.state !== 'offered' || !item.holder) return false
        const { memberId } = item.holder
        if (!conversationIds.has(item.conversationId) && !memberIds.has(memberId)) return false
        const person = people.get(memberId)
        return person !== undefined && !mayBeOffered(at, item, person.stored)
      })
      conversationIds.clear()
      memberIds.clear()
      return those as StoredItem[]
    },
    /** Whether the item of a conversation, or that it has none, is as it was last told. */
    isAsTold: (conversationId: string, item: StoredItem | undefined): boolean =>
      JSON.stringify(known.get(conversationId)) === JSON.stringify(item),
    /** What follows now, `limit` offers at most. */
    decide(at: number, limit: number): Decision[] {
      const stands: Decision[] = []
      for (let isWithin = false; !isWithin; ) {
        isWithin = true
        for (const one of core.decide(at, limit)) {
          if (one.kind === 'offer' && ceilings.isReached(people.get(one.adviserId)?.stored.partnerId)) {
            // Its partner has all that was agreed: it is for others.
            core.refuse(at, one.itemId)
            isWithin = false
            continue
          }
          stands.push(one)
          if (one.kind === 'silence') silent.add(one.adviserId)
          if (one.kind === 'suspend') noteAside(one.itemId, true)
          if (one.kind === 'resume') noteAside(one.itemId, false)
          if (one.kind === 'offer') {
            for (const itemId of one.suspends) noteAside(itemId, true)
            note(at, one.itemId, 'offered', {
              memberId: one.adviserId,
              isSuspended: false,
              endsAt: undefined,
            })
          }
          if (one.kind === 'miss') note(at, one.itemId, 'queued', undefined)
        }
        for (const one of goingOn.splice(0)) {
          stands.push(one)
          noteAside(one.itemId, false)
        }
      }
      return stands
    },
    /** An offer could not be written; gives its conversation, to be read again. */
    refuse(at: number, itemId: string): string | undefined {
      core.refuse(at, itemId)
      note(at, itemId, 'queued', undefined)
      return conversationOf.get(itemId)
    },
    channelOf: (itemId: string): string => known.get(conversationOf.get(itemId)!)!.channel,
    /** What each channel takes of a person. */
    channels: rules.channels,
    conversations: (): string[] => [...known.keys()],
    /** Whether the item of a conversation waits for somebody, as far as was told. */
    waits: (conversationId: string): boolean => known.get(conversationId)?.state === 'queued',
    nextAt: () => core.nextAt(),
    /** Who is at an item or was offered it, for whoever compares it with what is written. */
    holding: (itemId: string) => core.holding(itemId),
    /** The conversation of an item whose queue takes offers as accepted; undefined where people say so themselves. */
    acceptedAtOnce(itemId: string): string | undefined {
      const conversationId = conversationOf.get(itemId)
      const item = conversationId === undefined ? undefined : known.get(conversationId)
      return item && queueOf(house, item.teamId).autoAccept ? conversationId : undefined
    },
    /** What is for another team by now. */
    overflowing: (at: number): Move[] =>
      overflowing(
        house,
        open,
        {
          items: [...known.values()].filter(
            ({ state, askedMemberId, knowing }) =>
              state === 'queued' && askedMemberId === undefined && !knowing,
          ),
          people: [...people.values()].map(({ stored }) => stored),
        },
        at,
      ),
    /** For whom items that wait are kept, where that is not written yet. */
    turns() {
      const those = core.turns()
      for (const { itemId, ...turn } of those) {
        const item = known.get(conversationOf.get(itemId) ?? '')
        if (item) known.set(item.conversationId, { ...item, turn })
      }
      return those
    },
    whyWaiting: (at: number, itemId: string) => core.whyWaiting(at, itemId),
  }

  function note(at: number, itemId: string, state: StoredItem['state'], holder: StoredItem['holder']) {
    isHeldBy(at, itemId, holder?.memberId)
    const conversationId = conversationOf.get(itemId)
    const item = conversationId && known.get(conversationId)
    if (item) known.set(item.conversationId, { ...item, state, holder })
  }

  function noteAside(itemId: string, isSuspended: boolean) {
    const item = known.get(conversationOf.get(itemId) ?? '')
    if (item?.holder) known.set(item.conversationId, { ...item, holder: { ...item.holder, isSuspended } })
  }

  function tellOf(at: number, stored: StoredPerson) {
    const isThere = stored.isAvailable && !stored.isSilent && !ceilings.isReached(stored.partnerId)
    core.adviser(at, {
      id: stored.id,
      profile: profileOf(stored),
      capacity: stored.capacity,
      most: stored.most,
      routable: isThere ? everyChannel : noChannel,
      idleSince: stored.idleSince,
      ...(stored.offerTimes !== undefined && { offerTimes: stored.offerTimes }),
    })
  }

  /** Where a partner comes to its ceiling or below it again, its people may be given nothing, or something again. */
  function isHeldBy(at: number, itemId: string, memberId: string | undefined) {
    const partnerId = memberId === undefined ? null : (people.get(memberId)?.stored.partnerId ?? null)
    for (const changed of ceilings.note(itemId, partnerId))
      for (const { stored } of people.values()) if (stored.partnerId === changed) tellOf(at, stored)
  }

  function tell(at: number, before: StoredItem | undefined, next: StoredItem) {
    const { id, holder } = next
    if (next.state === 'queued') {
      // Whoever went away or was lost did not decline it: it is theirs again as soon as they are back.
      if (before?.state !== 'offered') {
        if (before?.holder) core.remove(at, id)
      } else if (next.isDeclined) core.decline(at, id, before.holder!.memberId)
      else core.refuse(at, id)
      if (isGivenOut(next)) {
        core.queue(at, workItem(next))
        for (const { memberId, at: since } of next.refusals ?? []) core.refused(at, id, memberId, since)
      } else if (before) core.remove(at, id)
    } else if (!holder) {
      if (before) core.remove(at, id)
    } else if (next.state === 'offered') {
      if (before?.state === 'offered' && before.holder?.memberId === holder.memberId) return
      if (before) core.remove(at, id)
      core.restore(at, workItem(next), holder.memberId, holder.endsAt, holder.isSuspended)
    } else tellHeld(at, before, next, holder)
  }

  /** Somebody is at it, or waits for its customer: the core counts it as it is written. */
  function tellHeld(
    at: number,
    before: StoredItem | undefined,
    { id, channel, state }: StoredItem,
    { memberId, isSuspended }: NonNullable<StoredItem['holder']>,
  ) {
    const isParked = state === 'parked'
    const hold = () => core.hold(at, id, memberId, { channel, isParked, isSuspended })
    if (before?.holder?.memberId !== memberId) return hold()
    if (before.state === 'offered') {
      if (isSuspended || !core.accept(at, id, memberId)) return hold()
      if (isParked) core.park(at, id)
    } else if (before.state === 'parked' && !isParked) {
      if (!core.resume(at, id)) return hold()
      // Room was made for it, which is not written yet.
      if (isSuspended) goingOn.push({ kind: 'resume', at, itemId: id, adviserId: memberId })
    } else if (before.holder.isSuspended !== isSuspended) hold()
    else if (before.state !== state && isParked) core.park(at, id)
  }

  /** Where people ask for work or pick it, nothing is offered. */
  function isGivenOut({ teamId, askedMemberId, knowing }: StoredItem): boolean {
    // Whoever is asked for it by name, or by what they know, is asked, however the queue works.
    if (askedMemberId !== undefined || knowing) return true
    const { way } = queueOf(house, teamId)
    return ways.includes(way)
  }

  /** Whether somebody is among those who are asked by now. */
  function mayBeOffered(at: number, item: StoredItem, stored: StoredPerson): boolean {
    if (!isGivenOut(item)) return false
    if (item.owner?.id === stored.id && mayOwn(item)) return true
    const calendar = calendarOf(item)
    const passedMs = open.positionAt(calendar, at) - open.positionAt(calendar, item.since)
    const asked = sharedLadder(item).findLast(({ afterMs }) => afterMs === 0 || afterMs <= passedMs)
    return asked !== undefined && meets(profileOf(stored), asked.requirement)
  }

  function calendarOf({ teamId }: StoredItem): string {
    return (teamId !== null && teams.get(teamId)?.calendarId) || ''
  }

  function mayOwn(item: StoredItem): boolean {
    // Somebody said that it is for others, unless a network took it from one of them.
    if (item.knowing && item.keptUntil === undefined) return false
    const partnerId = item.owner?.partnerId
    return partnerId === null || (partnerId !== undefined && mayBeGiven(house, partnerId, item))
  }

  function workItem(item: StoredItem): WorkItem {
    const calendar = calendarOf(item)
    const ownerUntil = open.positionAt(calendar, item.since) + ownerWindowMs(choices, item.channel)
    return {
      id: item.id,
      channel: item.channel,
      t0: item.t0,
      creditMs: item.creditMs,
      ...urgencyOf(choices, item),
      // What was promised to this request comes before what its queue aims at.
      ...(item.dueAt !== null && {
        targetMs: promisedTargetMs(open.positionAt(calendar, item.t0), open.positionAt(calendar, item.dueAt)),
      }),
      calendar,
      since: item.since,
      ...(item.askedMemberId !== undefined
        ? { ladder: nobody, owner: { adviserId: item.askedMemberId, until: Number.POSITIVE_INFINITY } }
        : fromQueue(item, calendar, ownerUntil)),
    }
  }

  function fromQueue(
    item: StoredItem,
    calendar: string,
    ownerUntil: number,
  ): Pick<WorkItem, 'ladder' | 'shareOf' | 'owner'> {
    return {
      ladder: sharedLadder(item),
      ...(dealsTurns && item.teamId !== null && shares[item.teamId] && { shareOf: item.teamId }),
      ...(item.turn && { turn: item.turn }),
      ...(item.owner &&
        mayOwn(item) && {
          owner: {
            adviserId: item.owner.id,
            until: item.keptUntil ?? open.instantOf(calendar, ownerUntil),
          },
        }),
    }
  }

  /** The items of a queue share theirs: what it asks is worked out once. */
  function sharedLadder(asked: Asked): Step[] {
    const { channel, teamId, language, reasonIds, isComplaint, movedUpBy = [], knowing } = asked
    const key = [
      channel,
      teamId,
      language,
      isComplaint,
      ...reasonIds,
      ...movedUpBy,
      JSON.stringify(knowing),
    ].join(' ')
    const shared = ladders.get(key)
    if (shared) return shared
    const made = ladderOf(house, asked)
    ladders.set(key, made)
    return made
  }
}

export type Board = ReturnType<typeof createBoard>

/** What routing knows of somebody beyond their state. */
export const profileOf = ({ skills, languages, teamIds, siteId, partnerId }: StoredPerson): Profile => ({
  skills,
  languages,
  groups: siteId === null ? teamIds : [...teamIds, siteId],
  employer: partnerId ?? ownHouse,
})
