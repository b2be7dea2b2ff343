/** Open time as a ruler; see workspaces/hours/open-time.ts. */
export interface Ruler {
  positionAt(instant: number): number
  instantOf(position: number): number
}

/** What happened to a request, as far as promises go; in the order of time. */
export interface Moment {
  at: number
  kind: 'opened' | 'customer_wrote' | 'answered' | 'waits_for_customer' | 'closed' | 'reopened'
}

/** What was promised, in milliseconds of open time; what is not promised has no clock. */
export interface Policy {
  firstResponseMs?: number
  nextResponseMs?: number
  resolutionMs?: number
}

/** One clock. `usedMs` is the open time that counted until it stopped, or until now. */
export interface SlaClock {
  state: 'running' | 'paused' | 'met' | 'breached'
  usedMs: number
  targetMs: number
  /** When it is breached if nothing happens; null while it is paused or once it stopped. */
  dueAt: number | null
  /** When it was; null when it was not. */
  breachedAt: number | null
}

export interface SlaClocks {
  firstResponse?: SlaClock
  /** Of the first word that nobody has answered yet; of the last answered one when there is none. */
  nextResponse?: SlaClock
  resolution?: SlaClock
}

/**
 * Says how the promises made for a request stand. The first response runs from the opening to the first answer; the next
 * one from the first unanswered word of the customer to the answer; the resolution from the opening to the closure, and it
 * alone pauses while we wait for the customer: their silence is not our delay, and our own is not shortened by saying so.
 * A request that is opened again goes on where its resolution was left.
 */
export function slaClocks(policy: Policy, moments: readonly Moment[], ruler: Ruler, now: number): SlaClocks {
  const past = moments.filter(({ at }) => at <= now)
  return {
    ...(policy.firstResponseMs !== undefined && {
      firstResponse: clockOf(firstResponse(past), policy.firstResponseMs, ruler, now),
    }),
    ...(policy.nextResponseMs !== undefined && {
      nextResponse: clockOf(nextResponse(past), policy.nextResponseMs, ruler, now),
    }),
    ...(policy.resolutionMs !== undefined && {
      resolution: clockOf(resolution(past), policy.resolutionMs, ruler, now),
    }),
  }
}

/** Stretches in which a clock runs; the last one has no end while it still does. */
interface Course {
  stretches: { from: number; to: number | undefined }[]
  /** Stopped for good, and not only paused. */
  isOver: boolean
}

function firstResponse(moments: readonly Moment[]): Course {
  const from = moments.find(({ kind }) => kind === 'opened')?.at
  if (from === undefined) return { stretches: [], isOver: false }
  const to = moments.find(({ kind, at }) => (kind === 'answered' || kind === 'closed') && at >= from)?.at
  return { stretches: [{ from, to }], isOver: to !== undefined }
}

function nextResponse(moments: readonly Moment[]): Course {
  let stretch: { from: number; to: number | undefined } | undefined
  for (const { kind, at } of moments) {
    const waits = stretch !== undefined && stretch.to === undefined
    if ((kind === 'customer_wrote' || kind === 'opened') && !waits) stretch = { from: at, to: undefined }
    if ((kind === 'answered' || kind === 'closed') && stretch && waits) stretch.to = at
  }
  return { stretches: stretch ? [stretch] : [], isOver: stretch?.to !== undefined }
}

function resolution(moments: readonly Moment[]): Course {
  const stretches: Course['stretches'] = []
  let isOver = false
  const start = (at: number) => {
    if (stretches.at(-1)?.to !== undefined || stretches.length === 0)
      stretches.push({ from: at, to: undefined })
  }
  const stop = (at: number) => {
    const last = stretches.at(-1)
    if (last && last.to === undefined) last.to = at
  }
  for (const { kind, at } of moments) {
    if (kind === 'closed') {
      stop(at)
      isOver = true
    } else if (kind === 'waits_for_customer') stop(at)
    else if (kind === 'opened' || kind === 'reopened' || (kind === 'customer_wrote' && !isOver)) {
      isOver = false
      start(at)
    }
  }
  return { stretches, isOver }
}

function clockOf({ stretches, isOver }: Course, targetMs: number, ruler: Ruler, now: number): SlaClock {
  let usedMs = 0
  let breachedAt: number | null = null
  let dueAt: number | null = null
  for (const { from, to } of stretches) {
    const begins = ruler.positionAt(from)
    const takes = ruler.positionAt(to ?? now) - begins
    const due = begins + targetMs - usedMs
    // At the very instant it is still in time.
    if (breachedAt === null && usedMs + takes > targetMs) breachedAt = ruler.instantOf(due)
    if (to === undefined && breachedAt === null) dueAt = ruler.instantOf(due)
    usedMs += takes
  }
  const isRunning = stretches.at(-1)?.to === undefined && stretches.length > 0
  return {
    state: breachedAt !== null ? 'breached' : isOver ? 'met' : isRunning ? 'running' : 'paused',
    usedMs,
    targetMs,
    dueAt,
    breachedAt,
  }
}
