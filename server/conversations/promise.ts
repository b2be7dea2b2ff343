import type { Ground } from '#server/platform/ground.ts'
import type { AnswersDue, AskAnswersDue } from './promised.ts'

/** For so long at most a promise may be shown as it was before another node changed it. */
const rememberedMs = 2000
const most = 1000

/**
 * Remembers for an instant what each workspace promises: every list where somebody waits asks for it, and so does every
 * thread that is opened. What is changed on this node is heard at once. For what is shown only: what is promised to a
 * customer in writing asks for itself.
 */
export function rememberPromise(
  { db, clock }: Pick<Ground, 'db' | 'clock'>,
  ask: AskAnswersDue,
): AskAnswersDue {
  const remembered = new Map<string, { until: number; due: Promise<AnswersDue> }>()
  db.onCommit((workspaceId, events) => {
    const isAboutHours = events?.some(({ type }) => /^(workspace|calendar|sla_policy)\./.test(type)) ?? true
    if (workspaceId !== undefined && isAboutHours) remembered.delete(workspaceId)
  })
  return tx => {
    const now = clock.now().getTime()
    const known = remembered.get(tx.workspaceId)
    if (known && now < known.until) return known.due
    if (remembered.size >= most) remembered.clear()
    const due = ask(tx)
    remembered.set(tx.workspaceId, { until: now + rememberedMs, due })
    // Who asked first may have been cut off: the next asks again.
    due.catch(() => remembered.delete(tx.workspaceId))
    return due
  }
}
