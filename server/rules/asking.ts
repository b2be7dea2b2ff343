import { sql } from 'kysely'
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

/** What others than rules said of a conversation, and which tags they took from it. */
type SaidByOthers = Pick<Standing, 'settled' | 'takenTags'>

/** One thing that others than rules said of a conversation. */
export interface Said {
  /** Of its event: ids grow with time. */
  id: string
  conversationId: string
  isTeam: boolean
  changed: string[]
  taken: string[]
  /** Moved on because its team was full: it counts where a rule had spoken before. */
  isOverflow: boolean
  isRuled: boolean
}

/** Reads what people and routing said of conversations: handed on to a team, given another priority. */
export async function saidByOthers(tx: Tx, conversationIds: readonly string[]): Promise<Said[]> {
  const { rows } = await sql<Said>`
    select e.id, e.conversation_id as "conversationId",
      e.data ->> 'teamId' is distinct from e.data ->> 'fromTeamId' as "isTeam",
      coalesce(e.data -> 'changed', '[]') as changed,
      case when e.data -> 'changed' ? 'tags' then array(
        select jsonb_array_elements_text(e.data -> 'from' -> 'tags')
        except select jsonb_array_elements_text(e.data -> 'to' -> 'tags')) else '{}' end as taken,
      e.actor_kind = 'system' and coalesce(e.data ->> 'because' = 'overflow', false) as "isOverflow",
      coalesce(e.data ->> 'because' = 'overflow', false) and exists (
        select from rule_hits h
        where h.workspace_id = e.workspace_id and h.conversation_id = e.conversation_id and h.at <= e.at) as "isRuled"
    from events e
    where e.workspace_id = ${tx.workspaceId} and e.conversation_id = any (${conversationIds}::uuid[])
      and e.type in ('conversation.assigned', 'conversation.updated')
      and (e.actor_kind in ('member', 'api_key') or e.data ->> 'because' in ('complaint', 'overflow'))`.execute(
    tx,
  )
  return rows
}

/**
 * What rules leave alone after that. Without it a rule would take a conversation back to its first team each time that the
 * customer writes again. What overflowed before any rule spoke may still be told where it belongs.
 */
export function settledBy(said: readonly Said[]): SaidByOthers {
  const settled = new Set<RuleAction['do']>()
  for (const { isTeam, changed } of said) {
    if (isTeam && (changed.length === 0 || changed.includes('team_id'))) settled.add('setTeam')
    if (changed.includes('priority')) settled.add('setPriority')
    if (changed.includes('reason_id')) settled.add('setReason')
    if (changed.includes('needs_person')) settled.add('needsPerson')
  }
  return { settled, takenTags: new Set(said.flatMap(({ taken }) => taken.map(tag => tag.toLowerCase()))) }
}

/** How a request stands as it comes: what people said of its conversation stays said. */
export function standingNow(
  { conversation, isAnswered, mayBeAnswered }: LoadedRequest,
  request: Folded,
  telling: TellingReasons,
  others: SaidByOthers,
): Standing {
  const { reasonId, assigneeId, priority, complaint, needsPerson } = conversation
  const settled = new Set(others.settled)
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
    ...{ isAnswered, settled, takenTags: others.takenTags, ...telling },
  }
}
