import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'

/** What of a request a promise of an answer may depend on. */
export interface Promised {
  contactId: string
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
  /** Confirmed by a person. */
  isComplaint: boolean
  /** A moment of truth, by its reason or a tag (Q31). */
  isMoment: boolean
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

/** When answers are due to requests of some people: what is promised may hang on the segments that they are in. */
export type AnswersDue = (tx: Tx, contactIds: readonly string[]) => Promise<AnswerDue>

/** What a workspace promises, ready to be asked. */
export type AskAnswersDue = (tx: Tx) => Promise<AnswersDue>

/** As the database tells it; the wait itself is a column of its own. */
export type PromisedFacts = Omit<Promised, 'since'>

/** True, in SQL, for a conversation `c` that is a moment of truth: by its reason, the family of it, or a tag (Q31). */
export const isMoment: RawBuilder<boolean> = sql`(exists (
    select from reasons y
    left join reasons family on family.workspace_id = y.workspace_id and family.id = y.parent_id
    where y.workspace_id = c.workspace_id and y.id = c.reason_id and (y.is_moment or family.is_moment)
  ) or (c.tags <> '{}' and exists (
    select from tags y where y.workspace_id = c.workspace_id and y.is_moment and y.name = any (c.tags)
  )))`

/** True, in SQL, for a conversation `c` that a person confirmed as a complaint. */
export const isConfirmedComplaint: RawBuilder<boolean> = sql`(c.complaint is not distinct from 'confirmed')`

/** What a promise to whoever waits in a conversation `c` may depend on; null where nobody waits. */
export const promisedFacts: RawBuilder<PromisedFacts | null> = sql`
  case when c.waiting_since is null then null else (
    select json_build_object(
      'contactId', c.contact_id, 'isFirst', e.first_reply_at is null, 'channelId', c.channel_id, 'reasonId', c.reason_id,
      'teamId', c.team_id, 'isComplaint', ${isConfirmedComplaint}, 'isMoment', ${isMoment}, 'language', c.language, 'priority', c.priority, 'isVip', w.is_vip, 'attributes', w.attributes)
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
