import { type leftOutReasons, type RuleAction, type RuleBody, setOnce } from '#contract/rules.ts'
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

/** For what a rule held, and what follows. */
export interface Hit {
  ruleId: string
  version: number
  isWatched: boolean
  /** What it does; nothing where it is looked on. */
  actions: RuleAction[]
  /** What it would do, looked on or not. */
  says: RuleAction[]
  leftOut: LeftOut[]
}

/** What the rules say of a request. */
export interface Decided {
  /** Each rule that held, in order. */
  hits: Hit[]
}

/** What a rule does not do after all, and why. */
export interface LeftOut {
  action: RuleAction
  because: Exclude<(typeof leftOutReasons)[number], 'refused'>
}

/** How a request stands when rules are asked of it: what people said of it, and whether a machine may answer. */
export interface Standing {
  /** What the request is about is a complaint, or its words say so. */
  isComplaint: boolean
  /** Only a person answers it: somebody or a reason said so (Q15). */
  isComplex: boolean
  /** Somebody or something answered it already. */
  isAnswered: boolean
  /** A robot, a forged sender, an old message, or one that asks for no automatic answer. */
  isUnanswerable: boolean
  /** Reasons that are complaints: a rule that gives one makes it a complaint for the others. */
  complaintReasonIds: ReadonlySet<string>
  /** The same for reasons that only a person answers. */
  complexReasonIds: ReadonlySet<string>
  /** What has been said of it before is not said otherwise by a rule. */
  settled: ReadonlySet<RuleAction['do']>
  /** Tags that somebody took from it, in small letters: no rule gives them again. */
  takenTags: ReadonlySet<string>
}

/** A message of more words than this tells of something: a ready-made answer would not have read it (E49). */
export const detailedWords = 60

/** What can be set once: the first rule that says it has its way. */
const once: ReadonlySet<RuleAction['do']> = new Set(setOnce)

/**
 * Asks the rules in their order. What one said first is not said otherwise by those after it, nor what a person said; a
 * complaint, a detailed message, a robot's and one that was answered get no ready-made answer (E49).
 */
export function decide(rules: readonly AskedRule[], request: Folded, standing: Standing): Decided {
  const said = new Set<RuleAction['do']>()
  const hits: Hit[] = []
  for (const { id, version, body, isWatched, holds } of rules) {
    if (!holds(request)) continue
    const says: RuleAction[] = []
    const leftOut: LeftOut[] = []
    for (const action of body.actions) {
      const because = whyNot(action, says, said, request, standing)
      if (because) leftOut.push({ action, because })
      else says.push(action)
    }
    hits.push({ ruleId: id, version, isWatched, actions: isWatched ? [] : says, says, leftOut })
    if (isWatched) continue
    for (const action of says) if (once.has(action.do)) said.add(action.do)
    if (body.isLast) break
  }
  const acts = hits.flatMap(({ actions }) => actions)
  if (acts.some(isOfComplaint)) return { hits: hits.map(hit => withoutReply(hit, 'complaint')) }
  return { hits: acts.some(isOfComplex) ? hits.map(hit => withoutReply(hit, 'complex')) : hits }

  function isOfComplaint(action: RuleAction): boolean {
    return (
      action.do === 'proposeComplaint' ||
      (action.do === 'setReason' && standing.complaintReasonIds.has(action.reasonId))
    )
  }
  function isOfComplex(action: RuleAction): boolean {
    return (
      action.do === 'needsPerson' ||
      (action.do === 'setReason' && standing.complexReasonIds.has(action.reasonId))
    )
  }
}

function whyNot(
  action: RuleAction,
  says: readonly RuleAction[],
  said: ReadonlySet<RuleAction['do']>,
  request: Folded,
  standing: Standing,
): LeftOut['because'] | undefined {
  if (said.has(action.do)) return 'said_before'
  if (once.has(action.do) && says.some(one => one.do === action.do)) return 'said_before'
  if (standing.settled.has(action.do)) return 'in_hand'
  if (action.do === 'addTag' && standing.takenTags.has(action.tag.toLowerCase())) return 'in_hand'
  return action.do === 'reply' ? whyNoReply(request, standing) : undefined
}

function whyNoReply(
  { text }: Folded,
  { isComplaint, isComplex, isAnswered, isUnanswerable }: Standing,
): LeftOut['because'] | undefined {
  if (isComplaint) return 'complaint'
  if (isComplex) return 'complex'
  if (text.trim().split(' ').length > detailedWords) return 'detailed'
  if (isAnswered) return 'answered_before'
  return isUnanswerable ? 'robot' : undefined
}

/** The rules themselves found what nothing ready-made answers, perhaps after the one that answers. */
function withoutReply(hit: Hit, because: 'complaint' | 'complex'): Hit {
  const isReply = (action: RuleAction) => action.do === 'reply'
  return {
    ...hit,
    actions: hit.actions.filter(action => !isReply(action)),
    says: hit.says.filter(action => !isReply(action)),
    leftOut: [...hit.leftOut, ...hit.says.filter(isReply).map(action => ({ action, because }))],
  }
}
