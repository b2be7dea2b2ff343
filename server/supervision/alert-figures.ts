import type { AlertFigure, Board } from '#contract/supervision.ts'

/** Figures that are off when they are low; the others when they are high. */
const wantedHigh: ReadonlySet<AlertFigure> = new Set(['serviceLevel', 'present'])

/** Whether a figure is better high. */
export const isWantedHigh = (figure: AlertFigure): boolean => wantedHigh.has(figure)

/** The figure on a board as a number; undefined where the board cannot say it now. */
export function figureOn(
  board: Board,
  { figure, channel }: { figure: AlertFigure; channel: string | null },
): number | undefined {
  const waiting = board.waiting.filter(one => channel === null || one.channel === channel)
  switch (figure) {
    case 'waiting':
      return waiting.reduce((total, { count }) => total + count, 0)
    case 'oldestWait':
      return Math.max(
        0,
        ...waiting.flatMap(({ oldestSince }) =>
          oldestSince ? (Date.parse(board.asOf) - Date.parse(oldestSince)) / 1000 : [],
        ),
      )
    case 'serviceLevel':
      return lowest(
        board.flow.flatMap(one =>
          channel === null || one.channel === channel ? (one.serviceLevel?.measured?.share ?? []) : [],
        ),
      )
    case 'broken':
      return board.promises.broken
    case 'dueSoon':
      return board.promises.dueSoon
    case 'notResponding':
      return board.people.states?.notResponding
    case 'present':
      return board.people.present
  }
}

/** Of several channels, the one that is served worst. */
const lowest = (shares: readonly number[]): number | undefined =>
  shares.length === 0 ? undefined : Math.min(...shares)

/** Where an alert stands. */
export interface Standing {
  /** Since when its figure is beyond the threshold. */
  beyondSince: Date | null
  isOpen: boolean
}

/** What an alert says. */
export interface Limits {
  figure: AlertFigure
  threshold: number
  back: number
  minutes: number
}

/**
 * Moves an alert on by one look: it opens once its figure has stayed beyond the threshold for so long, and ends when the
 * figure is back. Between the two it stays what it was, and so it does while nobody knows the figure.
 */
export function look(
  { figure, threshold, back, minutes }: Limits,
  standing: Standing,
  value: number | undefined,
  now: Date,
): Standing & { change: 'opens' | 'ends' | undefined } {
  if (value === undefined) return { ...standing, change: undefined }
  const isBeyond = isWantedHigh(figure) ? value < threshold : value > threshold
  const isBack = isWantedHigh(figure) ? value >= back : value <= back
  if (standing.isOpen)
    return isBack ? { beyondSince: null, isOpen: false, change: 'ends' } : { ...standing, change: undefined }
  if (!isBeyond) return { beyondSince: null, isOpen: false, change: undefined }
  const beyondSince = standing.beyondSince ?? now
  const isDue = now.getTime() - beyondSince.getTime() >= minutes * 60_000
  return { beyondSince, isOpen: isDue, change: isDue ? 'opens' : undefined }
}
