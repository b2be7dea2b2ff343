import type { Rule, RuleAction } from '#contract/rules.ts'
import type { Tx } from '#server/platform/db.ts'
import { saysComplaint } from './complaint-words.ts'
import { readyRule } from './conditions.ts'
import type { AskedRule, Standing } from './deciding.ts'
import type { Folded } from './facts.ts'
import type { Around, LoadedRequest } from './loading.ts'
import type { RunningDeps } from './running.ts'

/** The rules that are asked, made ready; one that is off is not. */
export const askedRules = (rules: readonly Rule[]): AskedRule[] =>
  rules
    .filter(({ state }) => state !== 'off')
    .map(({ id, version, body, state }) => ({
      ...{ id, version, body, isWatched: state === 'watched' },
      ...readyRule(body),
    }))

/** What must be known beside messages for these rules to be asked: segments only where one of them asks for them. */
export const aroundFor = (
  { isOpenAt, segments }: Pick<RunningDeps, 'isOpenAt' | 'segments'>,
  rules: readonly Pick<Rule, 'body'>[],
): Around => {
  const asks = rules.some(({ body }) =>
    [...body.all, ...body.any].some(({ on }) => on === 'segment' || on === 'touch'),
  )
  return { isOpenAt, ...(asks && { standingOf: segments.standingOf }) }
}

/** The reasons that are complaints, or lie in a family of complaints. */
export async function complaintReasons(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('reasons as r')
    .leftJoin('reasons as family', join =>
      join.onRef('family.workspace_id', '=', 'r.workspace_id').onRef('family.id', '=', 'r.parent_id'),
    )
    .select('r.id')
    .where('r.workspace_id', '=', tx.workspaceId)
    .where(eb => eb.or([eb('r.is_complaint', '=', true), eb('family.is_complaint', '=', true)]))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** How a request stands as it comes: what people said of its conversation stays said. */
export function standingNow(
  { conversation, isAnswered, mayBeAnswered }: LoadedRequest,
  request: Folded,
  complaintReasonIds: ReadonlySet<string>,
): Standing {
  const { reasonId, assigneeId, priority } = conversation
  const settled = new Set<RuleAction['do']>()
  if (reasonId) settled.add('setReason')
  if (assigneeId) settled.add('setTeam')
  if (priority !== 'normal') settled.add('setPriority')
  return {
    isComplaint: (reasonId !== null && complaintReasonIds.has(reasonId)) || saysComplaint(request),
    isUnanswerable: !mayBeAnswered,
    ...{ isAnswered, complaintReasonIds, settled },
  }
}

/** How a request of the past stood, as far as is known: what people said of it since does not count. */
export function standingThen(
  { wasAnswered, mayBeAnswered }: LoadedRequest,
  request: Folded,
  complaintReasonIds: ReadonlySet<string>,
): Standing {
  return {
    isComplaint: saysComplaint(request),
    isAnswered: wasAnswered,
    isUnanswerable: !mayBeAnswered,
    complaintReasonIds,
    settled: new Set(),
  }
}
