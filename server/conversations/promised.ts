import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'

/** What of a request a promise of an answer may depend on. */
export interface Promised {
  /** Since when the customer waits. */
  since: Date
  /** True until the first answer of the episode. */
  isFirst: boolean
  channelId: string | null
  reasonId: string | null
  teamId: string | null
  language: 'fr' | 'en' | null
  priority: 'low' | 'normal' | 'high' | 'urgent'
  isVip: boolean
  attributes: Readonly<Record<string, unknown>>
}

/** An answer that was promised, and who promised it: no policy is the workspace's own promise. */
export interface Given {
  dueAt: Date
  policy: { id: string; name: string } | null
}

/** A promise made for a request, as whoever keeps its clocks says it. */
export interface KnownClock {
  kind: 'first_response' | 'next_response' | 'resolution'
  policyId: string | null
  target: { amount: number; unit: string }
  startedAt: Date
  countsFrom: Date
  usedMs: number
  runningSince: Date | null
  dueAt: Date | null
  warnAt: Date | null
  pausedBecause: 'customer' | 'on_hold' | 'set_aside' | null
  warnedAt: Date | null
  breachedAt: Date | null
  metAt: Date | null
  endedAt: Date | null
  policyName: string | null
}

/** The clocks of the present episode of some conversations, as they stand now. */
export type ClocksOf = (tx: Tx, ids: readonly string[]) => Promise<Map<string, KnownClock[]>>

/** When an answer is due to a request. */
export type AnswerDue = (request: Promised) => Given | undefined

/** As the database tells it; the wait itself is a column of its own. */
export type PromisedFacts = Omit<Promised, 'since'>

/** What a promise to whoever waits in a conversation `c` may depend on; null where nobody waits. */
export const promisedFacts: RawBuilder<PromisedFacts | null> = sql`
  case when c.waiting_since is null then null else (
    select json_build_object(
      'isFirst', e.first_reply_at is null, 'channelId', c.channel_id, 'reasonId', c.reason_id, 'teamId', c.team_id,
      'language', c.language, 'priority', c.priority, 'isVip', w.is_vip, 'attributes', w.attributes)
    from contacts w, episodes e
    where w.workspace_id = c.workspace_id and w.id = c.contact_id
      and e.workspace_id = c.workspace_id and e.id = c.episode_id
  ) end`

/** When an answer is due to a row that somebody may wait in. */
export function dueFor(
  answerDue: AnswerDue,
  waitingSince: Date | null,
  facts: PromisedFacts | null,
): Given | undefined {
  return waitingSince && facts ? answerDue({ ...facts, since: waitingSince }) : undefined
}
