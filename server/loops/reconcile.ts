/** One version of an answer, as the survey keeps it. */
export interface Version {
  score: number
  comment: string | null
  at: Date
}

export interface Plan {
  /** The first bad version: what opens the recovery. */
  opening: Version
  /** The versions that came after, in order: second scores, worth knowing and never a reason to forget. */
  later: Version[]
}

/**
 * Says what the versions of an answer ask of the closed loop; undefined when none was bad. It reads states, not events,
 * so that events delivered twice or out of order lead to the same recovery.
 */
export function planFor(versions: readonly Version[], isBad: (score: number) => boolean): Plan | undefined {
  const first = versions.findIndex(({ score }) => isBad(score))
  const opening = versions[first]
  return opening && { opening, later: versions.slice(first + 1) }
}
