import { type CalendarRules, dayOn, intervalsOf, nextDay, openMinutesBetween } from './calendar.ts'

const minuteMs = 60_000
/** A day is over, furthest to the east, so long after it began in Greenwich. */
const surelyOfDayMs = 10 * 3_600_000
/** Longest closure believed, as everywhere. */
const patienceDays = 731

/**
 * Open time of a calendar as a ruler: each instant has a place on it, in milliseconds of open time since `origin`, and a
 * closed hour is one place. It is asked thousands of times a second where work is routed, so hours are added up once.
 */
export function createOpenTime(calendar: CalendarRules, origin: Date) {
  /** Stretches of open time from the day of the origin on, and the place at which each begins. */
  const starts: number[] = []
  const ends: number[] = []
  const places: number[] = []
  let nextToLearn = dayOn(calendar, origin)
  let total = 0
  learn()
  const ofOrigin = placeOf(origin.getTime())

  return { positionAt, instantOf }

  /** The place of an instant: it never goes back as time goes on, over clock changes too. */
  function positionAt(instant: number): number {
    if (instant >= origin.getTime()) return placeOf(instant) - ofOrigin
    return -Math.round(openMinutesBetween(calendar, new Date(instant), origin) * minuteMs)
  }

  /** The first instant at a place, not before the origin: within opening hours or at their very end. */
  function instantOf(position: number): number {
    if (position <= 0) return origin.getTime()
    const wanted = position + ofOrigin
    for (let closedDays = 0; total < wanted; ) {
      const known = total
      learn()
      closedDays = total > known ? 0 : closedDays + 1
      if (closedDays > patienceDays + calendar.exceptions.length)
        throw new RangeError('this calendar never opens')
    }
    const at = lastBelow(places, wanted)
    return starts[at]! + wanted - places[at]!
  }

  function placeOf(instant: number): number {
    while (instant >= Date.parse(nextToLearn) - 24 * 3_600_000 + surelyOfDayMs) learn()
    const at = lastBelow(starts, instant)
    return at < 0 ? 0 : places[at]! + Math.min(instant, ends[at]!) - starts[at]!
  }

  function learn() {
    for (const { start, end } of intervalsOf(calendar, nextToLearn)) {
      starts.push(start)
      ends.push(end)
      places.push(total)
      total += end - start
    }
    nextToLearn = nextDay(nextToLearn)
  }
}

/** Where the last of some growing numbers stands that is below a value; -1 when none is. */
function lastBelow(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < value) low = middle + 1
    else high = middle
  }
  return low - 1
}
