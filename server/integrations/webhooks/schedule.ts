/** How long after the first try a delivery is given up, and after how long without a success a webhook is disabled. */
export const patienceMs = 72 * 3_600_000

/** Failures in a row after which the whole address is given rest. */
export const restsAfter = 5

const firstDelayMs = 5_000
const longestDelayMs = 12 * 3_600_000
const longestRestMs = 3_600_000

/**
 * When to try a delivery again after `tries` failed ones: 5 s, 20 s, 80 s, 5 min, 21 min, 1 h 25, 5 h 40, then every 12 hours,
 * each a fifth shorter or longer by chance, so that a crowd does not come back together. Undefined when it is given up.
 */
export function nextTry(tries: number, now: Date, giveUpAt: Date, random: () => number): Date | undefined {
  const delay = Math.min(firstDelayMs * 4 ** (tries - 1), longestDelayMs)
  const at = new Date(now.getTime() + delay * (0.8 + 0.4 * random()))
  return at > giveUpAt ? undefined : at
}

/** Until when an address rests after so many failures in a row; null while it need not. A peer may ask for longer. */
export function restUntil(
  failures: number,
  now: Date,
  random: () => number,
  askedSeconds?: number,
): Date | null {
  const asked = Math.min((askedSeconds ?? 0) * 1000, longestRestMs)
  const own =
    failures < restsAfter
      ? 0
      : Math.min(10_000 * 2 ** (failures - restsAfter), longestRestMs) * (0.8 + 0.4 * random())
  const ms = Math.max(asked, own)
  return ms > 0 ? new Date(now.getTime() + ms) : null
}
