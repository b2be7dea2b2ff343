import type { CannedAnswer, MacroActs } from '../../../contract/knowledge.ts'
import type { Afterwards } from './sending.ts'

/** The macro whose acts wait, when it has any. */
export function macroOf(
  answers: readonly CannedAnswer[],
  id: string | undefined,
): (CannedAnswer & { acts: MacroActs }) | undefined {
  const answer = answers.find(one => one.id === id)
  return answer?.acts ? { ...answer, acts: answer.acts } : undefined
}

/** What the sending does of itself: the macro's wish, unless the sender chose another way. */
export function afterwardsOf(chosen: Afterwards | undefined, acts: MacroActs | undefined): Afterwards {
  if (chosen) return chosen
  const wish = acts?.afterwards
  return wish === 'stay' || wish === 'close' ? wish : 'wait'
}

/** What a macro says of the conversation, beside where it goes afterwards; undefined when nothing changes. */
export function labelsOf(
  acts: MacroActs,
  now: { reasonId: string | null; tags: readonly string[]; team: { id: string } | null },
): { reasonId?: string; tags?: string[]; teamId?: string } | undefined {
  const newTags = acts.addTags.filter(tag => !now.tags.includes(tag))
  const change = {
    ...(acts.reasonId && acts.reasonId !== now.reasonId && { reasonId: acts.reasonId }),
    ...(newTags.length > 0 && { tags: [...now.tags, ...newTags] }),
    ...(acts.teamId && acts.teamId !== now.team?.id && { teamId: acts.teamId }),
  }
  return Object.keys(change).length > 0 ? change : undefined
}
