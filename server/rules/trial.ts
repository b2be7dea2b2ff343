import type { Rule, RuleBody, RuleTrial } from '#contract/rules.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { aroundFor, askedRules } from './asking.ts'
import { requireSound } from './checks.ts'
import { conflictsAmong } from './conflicts.ts'
import type { Hit } from './deciding.ts'
import { type LoadedRequest, pastRequests } from './loading.ts'
import { rulesOf } from './queries.ts'
import { replayed } from './replaying.ts'
import type { RunningDeps } from './running.ts'

/** Stands for the rule that is tried, which may not exist yet. */
const triedId = '00000000-0000-0000-0000-000000000000'
const mostExamples = 10

/** Tries a rule on messages of the past, in its place among the others; nothing is written. */
export async function tryRule(
  tx: Tx,
  deps: Pick<RunningDeps, 'isOpenAt' | 'segments'>,
  now: Date,
  { body, ruleId, last, since }: { body: RuleBody; ruleId?: string | undefined; last: number; since?: Date },
): Promise<RuleTrial> {
  await requireSound(tx, body)
  const rules = await rulesOf(tx, now)
  const tried: Rule = {
    ...{ id: triedId, name: '', position: 0, state: 'enabled' as const, version: 1, body, hits: 0 },
    updatedAt: now.toISOString(),
  }
  const place = rules.findIndex(({ id }) => id === ruleId)
  if (ruleId && place < 0) throw new NotFound('rule')
  const order =
    place < 0 ? [...rules, tried] : rules.toSpliced(place, 1, { ...tried, name: rules[place]!.name })
  const asked = askedRules(order)
  const requests = await pastRequests(tx, aroundFor(deps, order), { last, since })
  const found = (await replayed(tx, asked, requests)).flatMap(({ request, hits }) => {
    const hit = hits.find(one => one.ruleId === triedId)
    return hit ? [{ request, hit, hits }] : []
  })
  return {
    looked: requests.length,
    since: requests.at(-1)?.facts.at.toISOString() ?? null,
    held: found.length,
    acts: countActs(
      body,
      found.map(({ hit }) => hit),
    ),
    before: earlierOf(order, found),
    examples: firstOfEach(found)
      .slice(0, mostExamples)
      .map(({ request: { conversation, facts }, hit }) => ({
        id: conversation.id,
        number: conversation.number,
        subject: conversation.subject,
        at: facts.at.toISOString(),
        leftOut: toldLeftOut(hit),
      })),
    conflicts: conflictsAmong(order.filter(({ state }) => state !== 'off')).filter(
      ({ first, second }) => first.id === triedId || second.id === triedId,
    ),
  }
}

/** What a hit left out, by the names of the acts alone. */
export const toldLeftOut = ({ leftOut }: Pick<Hit, 'leftOut'>) =>
  leftOut.map(({ action, because }) => ({ do: action.do, because }))

const countActs = ({ actions }: RuleBody, hits: readonly Hit[]) =>
  [...new Set(actions.map(action => action.do))].map(act => ({
    do: act,
    done: hits.filter(({ says }) => says.some(action => action.do === act)).length,
    leftOut: hits.filter(({ leftOut }) => leftOut.some(({ action }) => action.do === act)).length,
  }))

/** The rules before it that had said otherwise, and how often. */
function earlierOf(
  order: readonly Rule[],
  found: readonly { request: LoadedRequest; hit: Hit; hits: Hit[] }[],
): RuleTrial['before'] {
  const counts = new Map<string, number>()
  for (const { hit, hits } of found) {
    const lost = new Set(
      hit.leftOut.flatMap(({ action, because }) => (because === 'said_before' ? [action.do] : [])),
    )
    const first = hits.find(one => one !== hit && one.actions.some(action => lost.has(action.do)))
    if (first) counts.set(first.ruleId, (counts.get(first.ruleId) ?? 0) + 1)
  }
  return order.flatMap(({ id, name }) => {
    const count = counts.get(id)
    return count ? [{ id, name, count }] : []
  })
}

/** Of several messages of one conversation, the last. */
function firstOfEach<Found extends { request: LoadedRequest }>(found: readonly Found[]): Found[] {
  const seen = new Set<string>()
  return found.filter(({ request: { conversation } }) => {
    const isNew = !seen.has(conversation.id)
    seen.add(conversation.id)
    return isNew
  })
}
