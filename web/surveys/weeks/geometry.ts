import type { Week } from '../data/queries.ts'

/** Under this many answers a point is drawn hollow: its interval says more than its height. */
export const solidFrom = 30

export interface Frame {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

export interface Point {
  week: Week
  index: number
  x: number
  y: number
  low: number
  high: number
  isSolid: boolean
}

/** Middle of the column of a week. */
export function columnX(frame: Frame, count: number, index: number): number {
  const inner = frame.width - frame.left - frame.right
  return frame.left + ((index + 0.5) / Math.max(1, count)) * inner
}

/** Height of a share on an axis that always goes from 0 to 100 %. */
export function shareY(frame: Frame, share: number): number {
  return frame.top + (1 - share) * (frame.height - frame.top - frame.bottom)
}

/** Points of the weeks that have a figure, cut into runs: a week without one leaves a gap in the line. */
export function runsOf(weeks: readonly Week[], frame: Frame): Point[][] {
  const runs: Point[][] = []
  let isOpen = false
  for (const [index, week] of weeks.entries()) {
    if (week.csat === null || week.low === null || week.high === null) {
      isOpen = false
      continue
    }
    const point: Point = {
      week,
      index,
      x: columnX(frame, weeks.length, index),
      y: shareY(frame, week.csat),
      low: shareY(frame, week.low),
      high: shareY(frame, week.high),
      isSolid: week.answered >= solidFrom,
    }
    if (isOpen) runs.at(-1)!.push(point)
    else runs.push([point])
    isOpen = true
  }
  return runs
}

/** Outline of the band of intervals of a run; a lone point has a band as wide as itself. */
export function bandOf(run: readonly Point[], half = 5): string {
  const [first] = run
  if (!first) return ''
  const wide =
    run.length === 1
      ? [
          { ...first, x: first.x - half },
          { ...first, x: first.x + half },
        ]
      : run
  const there = wide.map(({ x, high }) => `${round(x)},${round(high)}`)
  const back = wide.toReversed().map(({ x, low }) => `${round(x)},${round(low)}`)
  return [...there, ...back].join(' ')
}

/** Every so many weeks one has its day written under it, so that the words do not touch. */
export function labelStep(count: number, inner: number, wordWidth: number): number {
  return Math.max(1, Math.ceil((count * wordWidth) / Math.max(1, inner)))
}

/** The lowest and the highest week that have a figure; undefined when none has. */
export function extremes(weeks: readonly Week[]): { lowest: Week; highest: Week } | undefined {
  const known = weeks.filter(week => week.csat !== null)
  const [first] = known
  if (!first) return undefined
  return {
    lowest: known.reduce((least, week) => (week.csat! < least.csat! ? week : least), first),
    highest: known.reduce((most, week) => (week.csat! > most.csat! ? week : most), first),
  }
}

const round = (value: number) => Math.round(value * 10) / 10
