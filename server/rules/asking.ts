import type { Rule, RuleAction } from '#contract/rules.ts'
import { wordsOfComplaint } from '#server/complaints/index.ts'
import type { Tx } from '#server/platform/db.ts'
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

type TellingReasons = Pick<Standing, 'complaintReasonIds' | 'complexReasonIds'>

const saysComplaint = ({ facts }: Folded) => wordsOfComplaint(facts).length > 0

/** The reasons that are complaints, or lie in a family of complaints, and those that only a person answers. */
export async function tellingReasons(tx: Tx): Promise<TellingReasons> {
  const rows = await tx
    .selectFrom('reasons as r')
    .leftJoin('reasons as family', join =>
      join.onRef('family.workspace_id', '=', 'r.workspace_id').onRef('family.id', '=', 'r.parent_id'),
    )
    .select(['r.id', 'r.is_complaint', 'family.is_complaint as of_complaints', 'r.is_complex'])
    .where('r.workspace_id', '=', tx.workspaceId)
    .where(eb =>
      eb.or([
        eb('r.is_complaint', '=', true),
        eb('family.is_complaint', '=', true),
        eb('r.is_complex', '=', true),
      ]),
    )
    .execute()
  const complaints = rows.filter(row => row.is_complaint || row.of_complaints)
  return {
    complaintReasonIds: new Set(complaints.map(({ id }) => id)),
    complexReasonIds: new Set(rows.filter(row => row.is_complex).map(({ id }) => id)),
  }
}

/** How a request stands as it comes: what people said of its conversation stays said. */
export function standingNow(
  { conversation, isAnswered, mayBeAnswered }: LoadedRequest,
  request: Folded,
  telling: TellingReasons,
): Standing {
  const { reasonId, assigneeId, priority, complaint, needsPerson } = conversation
  const settled = new Set<RuleAction['do']>()
  if (reasonId) settled.add('setReason')
  if (assigneeId) settled.add('setTeam')
  if (priority !== 'normal') settled.add('setPriority')
  return {
    isComplaint:
      complaint === 'proposed' ||
      complaint === 'confirmed' ||
      (reasonId !== null && telling.complaintReasonIds.has(reasonId)) ||
      saysComplaint(request),
    isComplex: needsPerson || (reasonId !== null && telling.complexReasonIds.has(reasonId)),
    isUnanswerable: !mayBeAnswered,
    ...{ isAnswered, settled, ...telling },
  }
}

/** How a request of the past stood, as far as is known: what people said of it since does not count. */
export function standingThen(
  { wasAnswered, mayBeAnswered }: LoadedRequest,
  request: Folded,
  telling: TellingReasons,
): Standing {
  return {
    isComplaint: saysComplaint(request),
    isComplex: false,
    isAnswered: wasAnswered,
    isUnanswerable: !mayBeAnswered,
    ...telling,
    settled: new Set(),
  }
}
