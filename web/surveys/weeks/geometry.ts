import { columnX, type Frame, shareY } from '../../reports/frame.ts'
import type { Week } from '../data/queries.ts'

/** Under this many answers a point is drawn hollow: its interval says more than its height. */
export const solidFrom = 30

export interface Point {
  week: Week
  index: number
  x: number
  y: number
  low: number
  high: number
  isSolid: boolean
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
