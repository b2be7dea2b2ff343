import type { ConversationRecord } from './access.ts'

/** How a conversation stands: who has it, whose turn it is, since when the customer waits. */
export interface Standing {
  status: ConversationRecord['status']
  waitingSince: Date | null
  snoozedUntil: Date | null
  assigneeId: string | null
  closedAt: Date | null
  /** Since when the customer waited when somebody put it to wait for them: what counts again when that is taken back. */
  asideSince: Date | null
  /** True for what is snoozed and was new before: it is new again once it wakes, unless somebody was given it. */
  isSnoozedNew: boolean
}

/** What can happen to how a conversation stands. */
export type Happening =
  | { kind: 'came'; at: Date }
  | { kind: 'replied'; afterwards: 'stay' | 'wait' | 'close'; by: string | null }
  | { kind: 'forwarded'; by: string | null }
  | { kind: 'closed'; at: Date }
  | { kind: 'reopened' }
  | { kind: 'set'; status: 'new' | 'open' | 'waiting' | 'on_hold' }
  | { kind: 'snoozed'; until: Date }
  | { kind: 'woken' }
  | { kind: 'assigned'; to: string | null }
  | { kind: 'joined'; by: Standing }

/** Asleep until the customer writes: a date that no clock will see, so that such rows keep their place among the snoozed. */
export const untilTheyWrite = new Date('9999-12-31T00:00:00Z')

/**
 * How a conversation stands after something happened to it. Every rule about statuses and waiting is here, and nowhere
 * else; what cannot happen to it as it stands changes nothing.
 */
export function after(before: Standing, happening: Happening): Standing {
  switch (happening.kind) {
    case 'came':
      return { ...woken(before), waitingSince: before.waitingSince ?? happening.at, asideSince: null }
    case 'replied':
      return {
        ...before,
        status:
          happening.afterwards === 'wait' ? 'waiting' : before.status === 'on_hold' ? 'on_hold' : 'open',
        waitingSince: null,
        asideSince: null,
        snoozedUntil: null,
        isSnoozedNew: false,
        closedAt: null,
        assigneeId: before.assigneeId ?? happening.by,
      }
    case 'forwarded':
      // A forward to a third person answers nothing.
      return { ...before, assigneeId: before.assigneeId ?? happening.by }
    case 'closed':
      if (before.status === 'closed') return before
      return {
        ...before,
        status: 'closed',
        waitingSince: null,
        asideSince: null,
        snoozedUntil: null,
        isSnoozedNew: false,
        closedAt: happening.at,
      }
    case 'reopened':
      return before.status === 'closed' ? { ...before, status: 'open', closedAt: null } : before
    case 'set':
      if (before.status === 'closed') return before
      return {
        ...before,
        status: happening.status,
        snoozedUntil: null,
        isSnoozedNew: false,
        ...(happening.status === 'waiting'
          ? { waitingSince: null, asideSince: before.waitingSince ?? before.asideSince }
          : { waitingSince: before.waitingSince ?? before.asideSince, asideSince: null }),
      }
    case 'snoozed':
      if (before.status === 'closed') return before
      return {
        ...before,
        status: 'snoozed',
        snoozedUntil: happening.until,
        isSnoozedNew: before.status === 'new' || before.isSnoozedNew,
      }
    case 'woken':
      return before.status === 'snoozed' ? woken(before) : before
    case 'assigned':
      return {
        ...before,
        assigneeId: happening.to,
        status: before.status === 'new' && happening.to ? 'open' : before.status,
        isSnoozedNew: before.isSnoozedNew && !happening.to,
      }
    case 'joined':
      return together(before, happening.by)
  }
}

/** How a conversation goes on that another joins: the more pressing of the two decides. */
function together(before: Standing, by: Standing): Standing {
  if (by.status === 'closed') return before
  const isMorePressing = pressing.indexOf(by.status) > pressing.indexOf(before.status)
  const { status, snoozedUntil } = isMorePressing ? by : before
  return {
    status: status === 'new' && before.status !== 'new' ? 'open' : status,
    isSnoozedNew: status === 'snoozed' && before.status === 'snoozed' && before.isSnoozedNew,
    waitingSince: earliest(before.waitingSince, by.waitingSince),
    asideSince: earliest(before.asideSince, by.asideSince),
    snoozedUntil: before.status === by.status ? earliest(before.snoozedUntil, by.snoozedUntil) : snoozedUntil,
    assigneeId: before.assigneeId ?? by.assigneeId,
    closedAt: null,
  }
}

const pressing: Standing['status'][] = ['closed', 'waiting', 'snoozed', 'on_hold', 'new', 'open']

/** Somebody has to look at it now: what was aside, closed or the customer's turn is open, and what was new before it was put aside is new. */
function woken(before: Standing): Standing {
  const rests = before.status === 'snoozed' || before.status === 'waiting' || before.status === 'closed'
  return rests
    ? {
        ...before,
        status: before.isSnoozedNew && !before.assigneeId ? 'new' : 'open',
        snoozedUntil: null,
        isSnoozedNew: false,
        closedAt: null,
      }
    : before
}

const earliest = (one: Date | null, other: Date | null) =>
  one && other ? (one < other ? one : other) : (one ?? other)

/** How a row stands. */
export const standingOf = (row: ConversationRecord): Standing => ({
  status: row.status,
  waitingSince: row.waiting_since,
  snoozedUntil: row.snoozed_until,
  assigneeId: row.assignee_id,
  closedAt: row.closed_at,
  asideSince: row.aside_since,
  isSnoozedNew: row.is_snoozed_new,
})

/** The columns of a row that stands like this. */
export const standingColumns = (standing: Standing) => ({
  status: standing.status,
  waiting_since: standing.waitingSince,
  snoozed_until: standing.snoozedUntil,
  assignee_id: standing.assigneeId,
  closed_at: standing.closedAt,
  aside_since: standing.asideSince,
  is_snoozed_new: standing.isSnoozedNew,
})

/** A standing as it is kept in JSON, read again; undefined for what is none. */
export function recalled(json: unknown): Standing | undefined {
  const kept = json as
    | (Partial<Record<Exclude<keyof Standing, 'isSnoozedNew'>, string | null>> & { isSnoozedNew?: boolean })
    | null
    | undefined
  if (!kept?.status) return undefined
  const instant = (text: string | null | undefined) => (text ? new Date(text) : null)
  return {
    status: kept.status as Standing['status'],
    waitingSince: instant(kept.waitingSince),
    snoozedUntil: instant(kept.snoozedUntil),
    assigneeId: kept.assigneeId ?? null,
    closedAt: instant(kept.closedAt),
    asideSince: instant(kept.asideSince),
    isSnoozedNew: kept.isSnoozedNew ?? false,
  }
}

/** True when both are known and say the same. */
export const isSameStanding = (one: Standing | undefined, other: Standing | undefined) =>
  one !== undefined &&
  other !== undefined &&
  JSON.stringify(standingColumns(one)) === JSON.stringify(standingColumns(other))
