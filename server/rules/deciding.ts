import type { RuleAction, RuleBody } from '#contract/rules.ts'
import type { ReadyRule } from './conditions.ts'
import type { Folded } from './facts.ts'

/** A rule as it is asked: in its order, and only looked on by where it is not trusted yet. */
export interface AskedRule extends ReadyRule {
  id: string
  version: number
  body: RuleBody
  /** It acts on nothing: what it would have done is counted. */
  isWatched: boolean
}

/** What the rules say of a request. */
export interface Decided {
  /** Each rule that held, in order, with what it does; nothing of a rule that is looked on. */
  hits: { ruleId: string; version: number; isWatched: boolean; actions: RuleAction[]; leftOut: LeftOut[] }[]
}

/** What a rule does not do after all, and why. */
export interface LeftOut {
  action: RuleAction
  because: 'said_before' | 'complaint' | 'detailed' | 'answered_before'
}

/** What decides whether a customer may be answered by a machine. */
export interface ReplyGround {
  /** What the request is about is a complaint, or its words say so. */
  isComplaint: boolean
  /** Somebody or something answered it already. */
  isAnswered: boolean
}

/** A message of more words than this tells of something: a ready-made answer would not have read it (E49). */
export const detailedWords = 60

/** What can be set once: the first rule that says it has its way. */
const once = new Set<RuleAction['do']>(['setReason', 'setPriority', 'setTeam', 'reply'])

/**
 * Asks the rules in their order. What one said first is not said otherwise by those after it; a complaint, a detailed
 * message and one that was answered get no ready-made answer (E49).
 */
export function decide(rules: readonly AskedRule[], request: Folded, ground: ReplyGround): Decided {
  const said = new Set<RuleAction['do']>()
  const hits: Decided['hits'] = []
  for (const { id, version, body, isWatched, holds } of rules) {
    if (!holds(request)) continue
    const actions: RuleAction[] = []
    const leftOut: LeftOut[] = []
    for (const action of body.actions) {
      const because = said.has(action.do)
        ? 'said_before'
        : action.do === 'reply'
          ? whyNoReply(request, ground)
          : undefined
      if (because) leftOut.push({ action, because })
      else actions.push(action)
    }
    hits.push({ ruleId: id, version, isWatched, actions: isWatched ? [] : actions, leftOut })
    if (isWatched) continue
    for (const action of actions) if (once.has(action.do)) said.add(action.do)
    if (body.isLast) break
  }
  return { hits }
}

function whyNoReply(
  { text }: Folded,
  { isComplaint, isAnswered }: ReplyGround,
): LeftOut['because'] | undefined {
  if (isComplaint) return 'complaint'
  if (text.trim().split(' ').length > detailedWords) return 'detailed'
  return isAnswered ? 'answered_before' : undefined
}
