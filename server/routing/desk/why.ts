import type { WhyMe } from '#contract/work.ts'
import type { Why } from '../core/dispatcher.ts'

/** Why somebody was chosen, as it was written beside the offer; nothing where they took it by themselves. */
export type StoredWhy = Partial<Why> | null

/** Says what was weighed, in terms that a person may read. */
export function shownWhy(
  why: StoredWhy,
  { language, team }: { language: string | null; team: string | null },
): WhyMe {
  return {
    rule: why?.rule ?? 'step',
    step: why?.step ?? 0,
    waitedMs: why?.waitedMs ?? 0,
    language,
    team,
    idleMs: why?.idleMs ?? 0,
    unitsUsed: why?.unitsUsed ?? 0,
    weight: why?.weight ?? 1,
    score: why?.score ?? 0,
  }
}
