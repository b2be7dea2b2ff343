import type { QueueOverflow } from '#contract/queues.ts'
import type { OpenTime } from './core/model.ts'
import { type House, mayBeGiven, queueOf } from './ladders.ts'
import type { StoredPerson } from './stored-people.ts'
import type { StoredItem } from './storing.ts'

/** A request that is for another team, and why. */
export interface Move {
  item: Pick<StoredItem, 'id' | 'conversationId'>
  fromTeamId: string | null
  teamId: string
  because: 'triage' | 'opened' | 'waited' | 'many' | 'closed' | 'nobody'
}

/**
 * The requests that wait and are for another team by now: what no team has is looked at by one first (M20), and a queue may
 * hand on what waits too long, what is too much, or what comes while it is closed or nobody is there (D14, M18, E29).
 * Nothing goes back to a team that it has left, nor to a partner's team outside its contract.
 */
export function overflowing(
  house: House,
  open: OpenTime,
  { items, people }: { items: readonly StoredItem[]; people: readonly StoredPerson[] },
  at: number,
): Move[] {
  const { triageTeamId } = house.choices
  const moves: Move[] = []
  const byTeam = new Map<string | null, StoredItem[]>()
  for (const item of items) {
    const those = byTeam.get(item.teamId)
    if (those) those.push(item)
    else byTeam.set(item.teamId, [item])
  }
  for (const [teamId, those] of byTeam) {
    if (teamId === null) {
      if (triageTeamId !== null)
        for (const item of those)
          moves.push({ item, fromTeamId: null, teamId: triageTeamId, because: 'triage' })
      continue
    }
    const { overflow, openedTo } = queueOf(house, teamId)
    if (openedTo !== undefined)
      for (const item of those)
        if (mayGo(item, openedTo))
          moves.push({ item, fromTeamId: teamId, teamId: openedTo, because: 'opened' })
    if (!overflow || openedTo !== undefined) continue
    const isForNow = whyForAll(overflow, teamId)
    const inOrder = those.toSorted(
      (one, other) =>
        one.t0 - one.creditMs - (other.t0 - other.creditMs) ||
        (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
    )
    for (const [index, item] of inOrder.entries()) {
      const because = isForNow ?? whyOf(overflow, item, index)
      if (because && mayGo(item, overflow.teamId))
        moves.push({ item, fromTeamId: teamId, teamId: overflow.teamId, because })
    }
  }
  return moves

  function whyForAll(overflow: QueueOverflow, teamId: string): Move['because'] | undefined {
    if (overflow.whenClosed && !isOpen(teamId) && isOpen(overflow.teamId)) return 'closed'
    if (overflow.whenNobody && isOpen(teamId) && !isAnybodyThere(teamId)) return 'nobody'
    return undefined
  }

  function whyOf(
    { afterSeconds, moreThan }: QueueOverflow,
    item: StoredItem,
    index: number,
  ): Move['because'] | undefined {
    const calendar = calendarOf(item.teamId!)
    const waitedMs = open.positionAt(calendar, at) - open.positionAt(calendar, item.since)
    if (afterSeconds !== null && waitedMs >= afterSeconds * 1000) return 'waited'
    return moreThan !== null && index >= moreThan ? 'many' : undefined
  }

  function mayGo(item: StoredItem, teamId: string): boolean {
    if (item.leftTeamIds.includes(teamId)) return false
    const partnerId = house.teams.get(teamId)?.partnerId ?? null
    return partnerId === null || mayBeGiven(house, partnerId, { ...item, teamId })
  }

  function calendarOf(teamId: string): string {
    return house.teams.get(teamId)?.calendarId ?? ''
  }

  /** Open time goes on now: a closed hour is one point of it. */
  function isOpen(teamId: string): boolean {
    const calendar = calendarOf(teamId)
    return open.instantOf(calendar, open.positionAt(calendar, at) + 1) <= at + 1
  }

  function isAnybodyThere(teamId: string): boolean {
    return people.some(
      ({ teamIds, isAvailable, isSilent }) => isAvailable && !isSilent && teamIds.includes(teamId),
    )
  }
}
