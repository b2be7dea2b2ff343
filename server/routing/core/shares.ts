/**
 * Gives each of a row of requests to one employer, so that after any number of them nobody has had more or less than one
 * away from their share. By R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980): among those
 * owed enough, the one whose turn is due first. Whoever is not there is left out, and is owed nothing for it later.
 */
export function createShares() {
  const owed = new Map<string, number>()
  return {
    /** The employer of the next request, among those that are there; shares need not add up to 1. */
    next(shares: ReadonlyMap<string, number>): string | undefined {
      const present = [...shares]
        .filter(([, share]) => share > 0)
        .sort(([one], [other]) => (one < other ? -1 : 1))
      const whole = present.reduce((sum, [, share]) => sum + share, 0)
      if (present.length === 0) return undefined
      const least = present.length > 1 ? 1 / (2 * present.length - 2) : 0
      let chosen: { employer: string; due: number } | undefined
      for (const [employer, share] of present) {
        const part = share / whole
        const now = (owed.get(employer) ?? 0) + part
        owed.set(employer, now)
        const due = (1 - least - now) / part
        if (now >= least - 1e-9 && (!chosen || due < chosen.due - 1e-9)) chosen = { employer, due }
      }
      const employer = chosen?.employer ?? present[0]![0]
      owed.set(employer, owed.get(employer)! - 1)
      return employer
    },
  }
}

export type Shares = ReturnType<typeof createShares>
