import type { Offer } from '../../../contract/work.ts'

/** Whole seconds left of an offer that was read a while ago; undefined where it does not end. Never by the clock of this machine alone. */
export function secondsLeft(
  { leftMs }: Pick<Offer, 'leftMs'>,
  readAt: number,
  now: number,
): number | undefined {
  return leftMs === null ? undefined : Math.max(0, Math.ceil((readAt + leftMs - now) / 1000))
}

/** Seconds as a clock counts down: `0:17`. */
export const countdown = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
