export type Due =
  | { kind: 'none' }
  | { kind: 'fine'; secondsLeft: number }
  | { kind: 'soon'; secondsLeft: number }
  | { kind: 'late'; secondsLate: number }

/** An hour before the end of a promise there is still time to keep it: that is when it is worth a colour. */
const soonSeconds = 3600

/** Says how a promise stands now; soon is from when its policy warns, or its last hour where that is not known. */
export function readDue(dueAt: string | null | undefined, now: Date, warnAt?: string | null): Due {
  if (!dueAt) return { kind: 'none' }
  const secondsLeft = Math.floor((Date.parse(dueAt) - now.getTime()) / 1000)
  if (secondsLeft < 0) return { kind: 'late', secondsLate: -secondsLeft }
  const isSoon = warnAt ? Date.parse(warnAt) <= now.getTime() : secondsLeft <= soonSeconds
  return { kind: isSoon ? 'soon' : 'fine', secondsLeft }
}
