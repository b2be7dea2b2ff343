/**
 * When somebody first reads what was written, where the answer would be due by that very moment: then no time is promised
 * for the answer, and the opening is told instead (E46). Undefined where the promise can be kept.
 */
export function firstReadAt(dueAt: Date, opensAt: Date | undefined, now: Date): Date | undefined {
  return opensAt && opensAt > now && dueAt <= opensAt ? opensAt : undefined
}
