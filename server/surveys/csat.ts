import { type Interval, mean, type Tally, wilson } from '#server/platform/statistics.ts'

/** Under this many answers a figure says more about chance than about service: it is not shown. */
export const minimumAnswers = 5

/** Lowest satisfied score of a scale of 1 to `scaleMax` (metrics.md): the top box of 3, the top two to 7, three of 10. */
export function satisfiedFrom(scaleMax: number): number {
  if (scaleMax <= 3) return scaleMax
  return scaleMax >= 10 ? scaleMax - 2 : scaleMax - 1
}

export interface Satisfaction {
  answered: number
  satisfied: number
  csat: number | null
  low: number | null
  high: number | null
}

/** Satisfied over answered with its Wilson interval; the shares are null under the minimum of answers. */
export function satisfactionOf(satisfied: number, answered: number): Satisfaction {
  const interval: Interval | undefined = answered < minimumAnswers ? undefined : wilson(satisfied, answered)
  return {
    answered,
    satisfied,
    csat: interval ? satisfied / answered : null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  }
}

/** The figures of one tally of scores: CSAT, mean beside it, and a line for each score of the scale. */
export function summaryOf(tallies: readonly Tally[], scaleMax: number) {
  const counts = new Map(tallies.map(({ value, count }) => [value, count]))
  const histogram = Array.from({ length: scaleMax }, (_none, index) => ({
    score: index + 1,
    count: counts.get(index + 1) ?? 0,
  }))
  const answered = histogram.reduce((all, { count }) => all + count, 0)
  const satisfied = histogram
    .filter(({ score }) => score >= satisfiedFrom(scaleMax))
    .reduce((all, { count }) => all + count, 0)
  const average = mean(histogram.map(({ score, count }) => ({ value: score, count })))
  return {
    ...satisfactionOf(satisfied, answered),
    mean: answered < minimumAnswers ? null : average!,
    histogram,
  }
}
