/** How long somebody will wait, in milliseconds. */
export interface WaitEstimate {
  meanMs: number
  /** Half wait less than this, nine in ten less than that. */
  p50Ms: number
  p90Ms: number
}

/** The 90th percentile of the normal law. */
const z90 = 1.2815515655446004

/**
 * How long whoever has `before` others before them will wait for one of `people` who are all busy, each ending something
 * every `handlingMs` on average, while each of those who wait gives up after `patienceMs` on average (never, by default).
 * The mean is Σ 1 ÷ (n·μ + i·θ) over the places up to theirs; the wait is a sum of exponential times, whose percentiles
 * are those of the gamma law of the same mean and variance, by the approximation of E. B. Wilson and M. M. Hilferty
 * (PNAS 17, 1931, 684–688): within 3 % of the exact ones. Undefined where nobody is there.
 */
export function estimateWait({
  before,
  people,
  handlingMs,
  patienceMs = Number.POSITIVE_INFINITY,
}: {
  before: number
  people: number
  handlingMs: number
  patienceMs?: number
}): WaitEstimate | undefined {
  if (people <= 0) return undefined
  let meanMs = 0
  let variance = 0
  for (let place = 0; place <= before; place++) {
    const perMs = people / handlingMs + place / patienceMs
    meanMs += 1 / perMs
    variance += 1 / perMs ** 2
  }
  const shape = meanMs ** 2 / variance
  const percentile = (z: number) =>
    meanMs * Math.max(0, 1 - 1 / (9 * shape) + z * Math.sqrt(1 / (9 * shape))) ** 3
  return { meanMs, p50Ms: percentile(0), p90Ms: percentile(z90) }
}
