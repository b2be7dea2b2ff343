import type { RoutingChoices } from '#contract/queues.ts'
import { createDispatcher, type Decision } from './core/dispatcher.ts'
import type { OpenTime, Step, WorkItem } from './core/model.ts'
import { ladderOf, ownerWindowMs, rulesFrom, urgencyOf } from './defaults.ts'
import type { StoredItem, StoredPerson } from './storing.ts'

/** What is known of a workspace when its board is set up. */
export interface BoardFacts {
  choices: RoutingChoices
  teams: ReadonlyMap<string, { calendarId: string | null; partnerId: string | null }>
  open: OpenTime
}

/** The employer of who works for the house itself. */
const house = 'house'
const noChannel: ReadonlySet<string> = new Set()

/** What is written, told to the dispatcher's core: whatever the order in which it is heard, the last reading counts. */
export function createBoard({ choices, teams, open }: BoardFacts) {
  const rules = rulesFrom(choices)
  const everyChannel: ReadonlySet<string> = new Set(Object.keys(rules.channels))
  const core = createDispatcher(rules, open)
  /** The items that are not over, by conversation, as the core was last told of them. */
  const known = new Map<string, StoredItem>()
  const conversationOf = new Map<string, string>()
  /** Everybody, as they were last told. */
  const people = new Map<string, string>()
  const silent = new Set<string>()
  const ladders = new Map<string, Step[]>()

  return {
    /** How somebody is now. */
    person(at: number, stored: StoredPerson) {
      const told = JSON.stringify(stored)
      if (people.get(stored.id) === told) return
      people.set(stored.id, told)
      core.adviser(at, {
        id: stored.id,
        profile: {
          skills: {},
          languages: stored.languages,
          groups: stored.teamIds,
          employer: stored.partnerId ?? house,
        },
        capacity: stored.capacity,
        routable: stored.isAvailable && !stored.isSilent ? everyChannel : noChannel,
        idleSince: stored.idleSince,
      })
      if (stored.isSilent) silent.add(stored.id)
      else if (silent.delete(stored.id)) core.back(at, stored.id)
    },
    knows: (memberId: string) => people.has(memberId),
    /** How the item of a conversation stands now; undefined when it is over. */
    item(at: number, conversationId: string, next: StoredItem | undefined) {
      const before = known.get(conversationId)
      if (before && before.id !== next?.id) {
        core.remove(at, before.id)
        conversationOf.delete(before.id)
      }
      known.delete(conversationId)
      if (!next) return
      tell(at, before?.id === next.id ? before : undefined, next)
      known.set(conversationId, next)
      conversationOf.set(next.id, conversationId)
    },
    /** What follows now, `limit` offers at most. */
    decide(at: number, limit: number): Decision[] {
      const decisions = core.decide(at, limit)
      for (const one of decisions) {
        if (one.kind === 'silence') silent.add(one.adviserId)
        if (one.kind === 'offer')
          note(one.itemId, 'offered', { memberId: one.adviserId, isSuspended: false, endsAt: undefined })
        if (one.kind === 'miss') note(one.itemId, 'queued', undefined)
      }
      return decisions
    },
    /** An offer could not be written; gives its conversation, to be read again. */
    refuse(at: number, itemId: string): string | undefined {
      core.refuse(at, itemId)
      note(itemId, 'queued', undefined)
      return conversationOf.get(itemId)
    },
    channelOf: (itemId: string): string => known.get(conversationOf.get(itemId)!)!.channel,
    /** What each channel takes of a person. */
    channels: rules.channels,
    conversations: (): string[] => [...known.keys()],
    nextAt: () => core.nextAt(),
    /** Everybody with the items that they are at or were offered, for whoever compares it with what is written. */
    loads: () => core.loads(),
    whyWaiting: (at: number, itemId: string) => core.whyWaiting(at, itemId),
  }

  function note(itemId: string, state: StoredItem['state'], holder: StoredItem['holder']) {
    const conversationId = conversationOf.get(itemId)
    const item = conversationId && known.get(conversationId)
    if (item) known.set(item.conversationId, { ...item, state, holder })
  }

  function tell(at: number, before: StoredItem | undefined, next: StoredItem) {
    const { id, channel, holder } = next
    const isParked = next.state === 'parked'
    if (next.state === 'queued') {
      if (before?.state === 'offered') core.decline(at, id, before.holder!.memberId)
      else if (before?.holder) core.remove(at, id)
      core.queue(at, workItem(next))
    } else if (!holder) {
      if (before) core.remove(at, id)
    } else if (next.state === 'offered') {
      if (before?.state === 'offered' && before.holder?.memberId === holder.memberId) return
      if (before) core.remove(at, id)
      core.restore(at, workItem(next), holder.memberId, holder.endsAt)
    } else if (before?.holder?.memberId !== holder.memberId) {
      core.hold(at, id, holder.memberId, { channel, isParked, isSuspended: holder.isSuspended })
    } else if (before.state === 'offered') {
      if (!core.accept(at, id, holder.memberId))
        core.hold(at, id, holder.memberId, { channel, isParked, isSuspended: holder.isSuspended })
      else if (isParked) core.park(at, id)
    } else if (before.state !== next.state) {
      if (isParked) core.park(at, id)
      else if (!core.resume(at, id))
        core.hold(at, id, holder.memberId, { channel, isParked: false, isSuspended: true })
    }
  }

  function workItem(item: StoredItem): WorkItem {
    const team = item.teamId === null ? undefined : teams.get(item.teamId)
    const calendar = team?.calendarId ?? ''
    const ownerUntil = open.positionAt(calendar, item.since) + ownerWindowMs(choices, item.channel)
    return {
      id: item.id,
      channel: item.channel,
      t0: item.t0,
      creditMs: item.creditMs,
      ...urgencyOf(choices, item),
      calendar,
      ladder: sharedLadder(item, team?.partnerId ?? null),
      since: item.since,
      ...(item.ownerId && {
        owner: { adviserId: item.ownerId, until: open.instantOf(calendar, ownerUntil) },
      }),
    }
  }

  /** The items of a queue share theirs: what it asks is worked out once. */
  function sharedLadder({ channel, teamId, language }: StoredItem, partnerId: string | null): Step[] {
    const key = `${channel} ${teamId} ${language}`
    const shared = ladders.get(key)
    if (shared) return shared
    const employers = partnerId === null ? [house] : [house, partnerId]
    const made = ladderOf(choices, { channel, teamId, language, employers })
    ladders.set(key, made)
    return made
  }
}

export type Board = ReturnType<typeof createBoard>
