import type { ClockKind, PromiseTarget } from '#contract/promises.ts'
import { type Apart, apartFrom, type Joined, separated, together } from './joined.ts'

/** How a target counts, in the hours of its calendar. */
export interface Ruler {
  totalMs: number
  /** The first instant from there on that counts. */
  beginsAt(from: Date): Date
  spentMs(from: Date, to: Date): number
  /** When so much of what counts has passed. */
  dueOf(from: Date, leftMs: number): Date
}

export interface Clock {
  id: string
  episodeId: string
  kind: ClockKind
  policyId: string | null
  policyVersion: number
  target: PromiseTarget
  startedAt: Date
  countsFrom: Date
  /** Null while it is paused and once it ended. */
  runningSince: Date | null
  /** Stretches that counted before it ran again. */
  ran: [from: Date, to: Date][]
  usedMs: number
  dueAt: Date | null
  warnAt: Date | null
  pausedBecause: 'customer' | 'on_hold' | 'set_aside' | null
  warnedAt: Date | null
  breachedAt: Date | null
  metAt: Date | null
  endedAt: Date | null
  /** How it stands by itself while it counts as that of a request that was joined into its own. */
  apart: Apart | null
}

/** A clock as it was left, and the first answer since it began, if any. */
export interface KeptClock extends Clock {
  answeredAt: Date | null
}

/** How a request stands, as far as its clocks go. */
export interface Standing {
  episodeId: string
  status: 'new' | 'open' | 'waiting' | 'on_hold' | 'snoozed' | 'closed'
  /** Spam, or joined into another: nobody is owed anything here. */
  isNobodys: boolean
  /** Somebody who is there at this instant goes first (D17). */
  isSetAside: boolean
  openedAt: Date
  openedBy: 'contact' | 'member' | 'system'
  firstReplyAt: Date | null
  waitingSince: Date | null
  closedAt: Date | null
  updatedAt: Date
  /** The wait of which it was told that it is late, before there were clocks. */
  toldFor: Date | null
  /** What was joined into its present episode. */
  joined: Joined[]
}

/** What is promised to a request now. */
export interface Ruling {
  policy: { id: string; version: number } | null
  pausesOnHold: boolean
  warnPercent: number
  /** Undefined where that is not promised. */
  ruled(kind: ClockKind): { target: PromiseTarget; ruler: Ruler } | undefined
}

/**
 * Says how the clocks of a request stand, from how they were left and how it stands itself: the same question asked twice
 * has one answer, whatever happened in between. An answer clock runs from the first unanswered word to the answer, the
 * resolution from the opening to the closure. They pause while we wait for the customer, and never begin again: what
 * counted before counts.
 */
export function clocksOf(
  now: Standing,
  kept: readonly KeptClock[],
  promise: Ruling,
  at: Date,
  newId: () => string,
): Clock[] {
  const isOwed = now.status !== 'closed' && !now.isNobodys
  const isOver = (clock: KeptClock) => clock.episodeId !== now.episodeId || !isOwed
  const make = (kind: ClockKind, startedAt: Date): Clock => ({
    ...{
      id: newId(),
      episodeId: now.episodeId,
      kind,
      startedAt,
      countsFrom: startedAt,
      runningSince: startedAt,
    },
    ...{ policyId: null, policyVersion: 0, target: { amount: 1, unit: 'clockHour' }, ran: [], usedMs: 0 },
    ...{ dueAt: null, warnAt: null, pausedBecause: null, warnedAt: null, breachedAt: null, metAt: null },
    ...{ endedAt: null, apart: null },
  })
  const since = changedAt(now, at)
  const pause = (): Clock['pausedBecause'] => {
    if (now.status === 'waiting') return 'customer'
    if (now.status === 'on_hold' && promise.pausesOnHold) return 'on_hold'
    return now.isSetAside ? 'set_aside' : null
  }
  const ended: Clock[] = []
  const going: Clock[] = []

  // Answers
  const answers = kept.filter(({ kind }) => kind !== 'resolution')
  let answer: Clock | undefined
  const kind: ClockKind = now.firstReplyAt ? 'next_response' : 'first_response'
  const wait = isOwed ? now.waitingSince : null
  for (const clock of answers.filter(one => one.endedAt === null)) {
    const metAt =
      clock.answeredAt ??
      (clock.kind === 'first_response' && now.firstReplyAt && now.firstReplyAt >= clock.startedAt
        ? now.firstReplyAt
        : null)
    const waitsStill = wait !== null && wait <= clock.startedAt && clock.kind === kind
    if (metAt && !waitsStill) ended.push(end(clock, metAt, metAt))
    else if (isOver(clock) || answer) ended.push(end(clock, null, now.closedAt ?? since))
    else answer = clock
  }
  if (wait) {
    // What was lost is no first answer: who waits since that was heard waits since they asked.
    const isTheSame = (one: Clock) =>
      one.episodeId === now.episodeId &&
      one.kind === kind &&
      (+one.startedAt === +wait || (kind === 'first_response' && one.metAt !== null && one.startedAt < wait))
    // Its answer was taken back or lost, or its closure taken back: it goes on as if neither had been.
    const taken = answers.filter(one => one.endedAt !== null).find(isTheSame)
    if (answer && taken) ended.push(end(answer, null, since))
    const left = taken ? goOn(taken) : (answer ?? make(kind, wait))
    const one = left.apart && +left.apart.startedAt === +wait ? separated(left) : left
    // An earlier wait came from another conversation: nothing of it is lost.
    going.push({
      ...one,
      kind,
      ...(wait < one.startedAt && {
        ...{ startedAt: wait, ran: [], runningSince: wait },
        apart: one.apart ?? apartFrom(one, since),
      }),
    })
  } else if (answer) {
    // Put to wait for the customer without an answer; anything else owes no answer any more.
    if (now.status === 'waiting') going.push(answer)
    else ended.push(end(answer, null, since))
  }

  // The answer that met it was lost after another had left, or left again since: it is met by what arrives.
  const { firstReplyAt: first } = now
  for (const clock of answers.filter(one => one.endedAt && one.episodeId === now.episodeId))
    if (clock.kind === 'first_response' && clock.metAt && first && first > clock.metAt)
      ended.push(end(goOn(clock), first, first))

  // Answered before anybody looked: it was promised, and kept or not, all the same.
  const { firstReplyAt, openedAt } = now
  const hasFirst = answers.some(one => one.kind === 'first_response' && one.episodeId === now.episodeId)
  if (now.openedBy === 'contact' && firstReplyAt && firstReplyAt >= openedAt && !now.isNobodys && !hasFirst)
    ended.push(end(measured(make('first_response', openedAt), promise, now), firstReplyAt, firstReplyAt))

  // The end of the request
  const resolutions = kept.filter(({ kind }) => kind === 'resolution')
  const isPromised = promise.ruled('resolution') !== undefined
  let resolution: Clock | undefined
  for (const clock of resolutions.filter(one => one.endedAt === null)) {
    if (isOver(clock) || !isPromised || resolution) {
      const closedAt = now.status === 'closed' && !now.isNobodys && isPromised ? now.closedAt : null
      ended.push(end(clock, closedAt, closedAt ?? since))
    } else resolution = clock
  }
  const began =
    now.openedBy === 'contact' ? now.openedAt : (now.waitingSince ?? now.joined[0]?.course.startedAt)
  if (isOwed && isPromised) {
    const taken = resolutions.find(one => one.endedAt !== null && one.episodeId === now.episodeId)
    resolution ??= taken ? goOn(taken) : began ? make('resolution', began) : undefined
    if (resolution) going.push(resolution)
  }

  const asOne = (clock: Clock) =>
    clock.kind === 'resolution' && isPromised
      ? together(clock, now.joined, promise.ruled('resolution')!.ruler.spentMs)
      : clock
  return [
    ...ended.map(clock => summed(clock, promise)),
    ...going.map(clock => measured(asOne(stopped(clock, pause(), since)), promise, now)),
  ]
}

/** When it changed last, as far as it is known: never later than now. */
const changedAt = ({ updatedAt }: Standing, at: Date) => (updatedAt < at ? updatedAt : at)

/** Runs a clock or pauses it. */
function stopped(clock: Clock, because: Clock['pausedBecause'], at: Date): Clock {
  const { runningSince, dueAt } = clock
  if (because === null) {
    const last = clock.ran.at(-1)?.[1]
    return { ...clock, pausedBecause: null, runningSince: runningSince ?? (last && last > at ? last : at) }
  }
  if (runningSince === null) return { ...clock, pausedBecause: because }
  const to = at > runningSince ? at : runningSince
  return {
    ...clock,
    ran: [...clock.ran, [runningSince, to]],
    runningSince: null,
    pausedBecause: because,
    // Nobody told of it, and it was late all the same.
    breachedAt: clock.breachedAt ?? (dueAt && dueAt < to ? dueAt : null),
  }
}

/** Ends a clock; without an answer nobody was owed one any more. */
function end(clock: Clock, metAt: Date | null, endedAt: Date): Clock {
  const { runningSince, dueAt } = clock
  const to = runningSince && endedAt < runningSince ? runningSince : endedAt
  return {
    ...clock,
    ran: runningSince ? [...clock.ran, [runningSince, to]] : clock.ran,
    runningSince: null,
    pausedBecause: null,
    breachedAt: clock.breachedAt ?? (runningSince && dueAt && dueAt < to ? dueAt : null),
    metAt,
    endedAt: to,
  }
}

/** A clock that ended too soon: what passed meanwhile counts. */
function goOn(clock: Clock): Clock {
  const last = clock.ran.at(-1)
  return {
    ...clock,
    ran: clock.ran.slice(0, -1),
    runningSince: last?.[0] ?? clock.startedAt,
    metAt: null,
    endedAt: null,
  }
}

const minuteMs = 60_000

const spentOf = ({ ran }: Clock, ruler: Ruler) =>
  ran.reduce((sum, [from, to]) => sum + ruler.spentMs(from, to), 0)

/** What a clock that ended took in all, where it is still counted as it was. */
function summed(clock: Clock, { policy, ruled }: Ruling): Clock {
  const found = ruled(clock.kind)
  const isTheSame = clock.policyId === (policy?.id ?? null) && clock.policyVersion === (policy?.version ?? 0)
  return found && isTheSame ? { ...clock, usedMs: spentOf(clock, found.ruler) } : clock
}

/** What a clock that goes on means by the promise that holds now. */
function measured(clock: Clock, promise: Ruling, now: Standing): Clock {
  const ruled = promise.ruled(clock.kind)
  if (!ruled) return clock
  const { target, ruler } = ruled
  const usedMs = spentOf(clock, ruler)
  const left = (part: number) => Math.max(0, ruler.totalMs * part - usedMs)
  const { runningSince } = clock
  // What was told already and is still so is told of the instant at which it was: a pause makes it no other one.
  const endOf = (part: number, toldAt: Date | null) =>
    runningSince && (toldAt && left(part) < minuteMs ? toldAt : ruler.dueOf(runningSince, left(part)))
  const dueAt = endOf(1, clock.breachedAt)
  const warning = endOf(promise.warnPercent / 100, clock.warnedAt)
  const wasTold = now.toldFor !== null && clock.kind !== 'resolution' && +now.toldFor === +clock.startedAt
  return {
    ...clock,
    target,
    policyId: promise.policy?.id ?? null,
    policyVersion: promise.policy?.version ?? 0,
    countsFrom: ruler.beginsAt(clock.startedAt),
    usedMs,
    dueAt,
    warnAt: warning && dueAt && (warning < dueAt ? warning : dueAt),
    warnedAt: clock.warnedAt ?? (wasTold ? dueAt : null),
    breachedAt: clock.breachedAt ?? (wasTold ? dueAt : null),
  }
}

/** A clock whose end a change of promise moved, and nothing else did. */
export function movedAmong(
  before: readonly Clock[],
  after: readonly Clock[],
): { from: Date; clock: Clock }[] {
  return after.flatMap(clock => {
    const was = before.find(({ id }) => id === clock.id)
    if (!was?.dueAt || !clock.dueAt || was.endedAt || clock.endedAt) return []
    const isSameRun = +(was.runningSince ?? 0) === +(clock.runningSince ?? 0) && was.kind === clock.kind
    return isSameRun && +was.dueAt !== +clock.dueAt ? [{ from: was.dueAt, clock }] : []
  })
}

/** The clock that presses most of those that run. */
export const pressing = (clocks: readonly Clock[]): Clock | undefined =>
  clocks
    .filter(({ runningSince }) => runningSince !== null)
    .reduce<Clock | undefined>((one, other) => (one && one.dueAt! <= other.dueAt! ? one : other), undefined)
