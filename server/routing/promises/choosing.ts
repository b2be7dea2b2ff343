import type { ClockKind, PromiseConditions, PromiseTarget, SlaPolicy } from '#contract/promises.ts'
import type { Given, Promised } from '#server/conversations/index.ts'
import type { Standing } from '#server/segments/index.ts'
import type { Ruler, Ruling } from './clocks.ts'

/** What is known of a request, with the segments of whoever made it where a promise asks for them. */
export type Facts = Omit<Promised, 'since'> & Partial<Standing>

/** What is known of a request; what nobody knows yet is left out. */
export type Known = Pick<Promised, 'since' | 'isFirst'> & Partial<Promised & Standing>

type Said = Pick<SlaPolicy, 'name' | 'conditions' | 'first' | 'next'>

/** A policy with what its targets mean in its calendar. */
export interface Dated {
  policy: Said & { id: string }
  dueOf: (target: PromiseTarget, since: Date) => Date
}

/** A policy with how its clocks count; the workspace's own promise is one without a name of its own. */
export interface ReadyPolicy extends Dated {
  policy: SlaPolicy
  isOwn: boolean
  rulerOf: (target: PromiseTarget) => Ruler
}

/** The target of a policy for an answer: what is not said of the next ones is as for the first. */
export const targetOf = ({ first, next }: Pick<Said, 'first' | 'next'>, isFirst: boolean): PromiseTarget =>
  isFirst ? first : (next ?? first)

/**
 * What is promised to a request: by the first policy, in their order, that is made for it, and by the workspace's own
 * promise where none is.
 */
export function givenTo(
  policies: readonly Dated[],
  own: (since: Date) => Date,
  request: Facts & { since: Date },
): Given {
  const found = policies.find(({ policy }) => isFor(policy.conditions, request) === 'yes')
  if (!found) return { dueAt: own(request.since), policy: null }
  const { id, name } = found.policy
  return {
    dueAt: found.dueOf(targetOf(found.policy, request.isFirst), request.since),
    policy: { id, name },
  }
}

/** What the first policy that is made for a request means for its clocks. */
export function rulingOver(policies: readonly ReadyPolicy[], own: ReadyPolicy, facts: Facts): Ruling {
  const { policy, isOwn, rulerOf } =
    policies.find(({ policy }) => isFor(policy.conditions, facts) === 'yes') ?? own
  const targets: Record<ClockKind, PromiseTarget | null> = {
    first_response: policy.first,
    next_response: targetOf(policy, false),
    resolution: policy.resolution,
  }
  return {
    policy: isOwn ? null : policy,
    pausesOnHold: policy.pausesOnHold,
    warnPercent: policy.warnPercent,
    ruled(kind) {
      const target = targets[kind]
      return target ? { target, ruler: rulerOf(target) } : undefined
    },
  }
}

/** What may be said in public: the weakest of the promises that such a request may be given. */
export interface Weakest {
  dueAt: Date
  /** Null for the workspace's own. */
  target: PromiseTarget | null
}

/** E27: the weakest promise among those that may be made to a request of which little is known yet. Nothing stronger is published. */
export function weakestTo(policies: readonly Dated[], own: (since: Date) => Date, request: Known): Weakest {
  const possible: Weakest[] = []
  for (const { policy, dueOf } of policies) {
    const answer = isFor(policy.conditions, request)
    if (answer === 'no') continue
    const target = targetOf(policy, request.isFirst)
    possible.push({ target, dueAt: dueOf(target, request.since) })
    if (answer === 'yes') return latest(possible)
  }
  return latest([...possible, { target: null, dueAt: own(request.since) }])
}

const latest = (all: Weakest[]): Weakest =>
  all.reduce((one, other) => (other.dueAt > one.dueAt ? other : one))

type Answer = 'yes' | 'no' | 'maybe'

/** Whether a promise is made to a request; `maybe` where that hangs on what is not known. */
export function isFor(conditions: PromiseConditions, request: Partial<Facts>): Answer {
  const answers: Answer[] = [
    among(conditions.channels, request.channelId),
    among(conditions.reasons, request.reasonId),
    among(conditions.teams, request.teamId),
    among(conditions.languages, request.language),
    among(conditions.priorities, request.priority),
    conditions.vip ? among([true], request.isVip) : 'yes',
    conditions.complaint ? among([true], request.isComplaint) : 'yes',
    conditions.moment ? among([true], request.isMoment) : 'yes',
    among(conditions.touches, request.touch),
    inOneOf(conditions.segments, request.segmentIds),
    ...conditions.attributes.map(({ key, values }): Answer => {
      if (request.attributes === undefined) return 'maybe'
      const value = request.attributes[key]
      return value !== undefined && value !== null && values.some(one => isSame(one, String(value)))
        ? 'yes'
        : 'no'
    }),
  ]
  if (answers.includes('no')) return 'no'
  return answers.includes('maybe') ? 'maybe' : 'yes'
}

function among<T>(wanted: readonly T[], value: T | null | undefined): Answer {
  if (wanted.length === 0) return 'yes'
  if (value === undefined) return 'maybe'
  return value !== null && wanted.includes(value) ? 'yes' : 'no'
}

function inOneOf(wanted: readonly string[], segmentIds: readonly string[] | undefined): Answer {
  if (wanted.length === 0) return 'yes'
  if (segmentIds === undefined) return 'maybe'
  return wanted.some(id => segmentIds.includes(id)) ? 'yes' : 'no'
}

/** True where somebody's segments say what is promised to them. */
export const asksForSegments = ({ segments, touches }: PromiseConditions): boolean =>
  segments.length > 0 || touches.length > 0

const letters = new Intl.Collator('fr', { sensitivity: 'base' })
const isSame = (one: string, other: string) => letters.compare(one.trim(), other.trim()) === 0
