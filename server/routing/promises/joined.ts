/** What of a request counted so far, by stretches: the last one goes on while it runs. */
export interface Course {
  startedAt: Date
  ran: [from: Date, to: Date][]
  runningSince: Date | null
}

/** How a clock stands by itself while it counts as one that was joined into it: its own course up to then, and what was told. */
export interface Apart {
  startedAt: Date
  ran: [from: Date, to: Date][]
  until: Date
  warnedAt: Date | null
  breachedAt: Date | null
}

/** A request that was open when it was joined into this one, with what of it counted until then. */
export interface Joined {
  joinedAt: Date
  course: Course
}

interface Kept extends Course {
  warnedAt: Date | null
  breachedAt: Date | null
  apart: Apart | null
}

/**
 * The clock of requests that were made one: of their courses, that of which most is used up counts, so that joining makes
 * nothing due later. Said anew each time from its own course, which it has again once they are separated.
 */
export function together<T extends Kept>(
  clock: T,
  joined: readonly Joined[],
  spentMs: (from: Date, to: Date) => number,
): T {
  const spent = ({ ran }: Course) => ran.reduce((sum, [from, to]) => sum + spentMs(from, to), 0)
  const own = ownOf(clock)
  let course = own
  const inTurn = [...joined].sort((one, other) => +one.joinedAt - +other.joinedAt)
  for (const { joinedAt, course: theirs } of inTurn) {
    const before = upTo(theirs, joinedAt)
    if (spent(before) > spent(upTo(course, joinedAt))) course = spliced(before, onwards(course, joinedAt))
  }
  if (course === own) return separated(clock)
  return { ...clock, ...course, apart: apartFrom(clock, inTurn.at(-1)!.joinedAt) }
}

/** How a clock stands by itself, up to an instant. */
export function apartFrom(clock: Kept, until: Date): Apart {
  const { startedAt, ran } = upTo(ownOf(clock), until)
  const { warnedAt, breachedAt } = clock.apart ?? clock
  return { startedAt, ran, until, warnedAt, breachedAt }
}

/** A clock that counts by itself again, as if it had never been another's. */
export function separated<T extends Kept>(clock: T): T {
  const { apart } = clock
  if (!apart) return clock
  const { warnedAt, breachedAt } = apart
  return { ...clock, ...ownOf(clock), warnedAt, breachedAt, apart: null }
}

/** What counts since they were joined counts for both. */
const ownOf = ({ startedAt, ran, runningSince, apart }: Kept): Course =>
  apart
    ? spliced(
        { startedAt: apart.startedAt, ran: apart.ran, runningSince: null },
        onwards({ startedAt, ran, runningSince }, apart.until),
      )
    : { startedAt, ran, runningSince }

function upTo({ startedAt, ran, runningSince }: Course, at: Date): Course {
  const all = runningSince ? [...ran, [runningSince, at] as [Date, Date]] : ran
  const before = all.map(([from, to]): [Date, Date] => [from, to < at ? to : at])
  return { startedAt, ran: before.filter(([from, to]) => from < to), runningSince: null }
}

function onwards({ startedAt, ran, runningSince }: Course, at: Date): Course {
  const later = (one: Date) => (one > at ? one : at)
  return {
    startedAt,
    ran: ran.map(([from, to]): [Date, Date] => [later(from), to]).filter(([from, to]) => from < to),
    runningSince: runningSince && later(runningSince),
  }
}

/** Two courses, one after the other: where the one goes on without a pause in the other, that is one stretch. */
function spliced(before: Course, then: Course): Course {
  const { startedAt, ran } = before
  const [from, to] = ran.at(-1) ?? []
  const [next, ...others] = then.ran
  if (from && next && +to! === +next[0])
    return { ...then, startedAt, ran: [...ran.slice(0, -1), [from, next[1]], ...others] }
  if (from && !next && then.runningSince && +to! === +then.runningSince)
    return { startedAt, ran: ran.slice(0, -1), runningSince: from }
  return { ...then, startedAt, ran: [...ran, ...then.ran] }
}
