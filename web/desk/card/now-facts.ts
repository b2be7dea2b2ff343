import type { Contact, ExternalRecord } from '../../../contract/contacts.ts'
import type { Recovery } from '../../../contract/loops.ts'
import { fold } from '../../keyboard/search.ts'

export type NowFact =
  | { kind: 'blocked' }
  | { kind: 'recovery'; isLate: boolean; href: string }
  | { kind: 'late'; title: string; status: string; url: string | null }
  | { kind: 'lowScore'; score: number; words: string | null }
  | { kind: 'openRequests'; count: number }
  | { kind: 'prefers'; channel: string }
  | { kind: 'goodScore'; score: number }
  | { kind: 'first' }

export interface NowParts {
  contact: Pick<Contact, 'blockedAt' | 'preferredChannel' | 'openConversations'>
  records: readonly ExternalRecord[]
  /** Answers of this person, the latest first. */
  scores: readonly { score: number; words: string | null; at: string }[]
  recovery: Pick<Recovery, 'id' | 'dueAt' | 'closedAt'> | undefined
  /** Other conversations of this person, whatever their state. */
  others: number
  /** Other conversations still open. */
  openOthers: number
  /** The channel of the conversation before the eyes. */
  channel: string
  now: Date
}

/** More than three facts are a list nobody reads. */
const mostFacts = 3
const dayMs = 86_400_000
/** What went wrong longer ago is history, and stands in the timeline. */
const recentDays = 30
const lowestGoodScore = 4

/** What matters now about a person, the most pressing first, three at most. */
export function nowFacts(parts: NowParts): NowFact[] {
  const { contact, records, scores, recovery, others, openOthers, channel, now } = parts
  const last = scores.find(answer => isRecent(answer.at, now, 365))
  const late = records.filter(record => isLate(record, now))[0]
  const prefers = contact.preferredChannel
  const facts: (NowFact | false)[] = [
    contact.blockedAt !== null && { kind: 'blocked' },
    recovery !== undefined &&
      recovery.closedAt === null && {
        kind: 'recovery',
        isLate: Date.parse(recovery.dueAt) < now.getTime(),
        href: `/loops/recoveries/${recovery.id}`,
      },
    late !== undefined && { kind: 'late', title: late.title, status: late.status ?? '', url: late.url },
    last !== undefined &&
      last.score < lowestGoodScore && { kind: 'lowScore', score: last.score, words: last.words },
    openOthers > 0 && { kind: 'openRequests', count: openOthers },
    prefers !== null && prefers !== channel && { kind: 'prefers', channel: prefers },
    last !== undefined && last.score >= lowestGoodScore && { kind: 'goodScore', score: last.score },
    others === 0 && { kind: 'first' },
  ]
  return facts.filter(fact => fact !== false).slice(0, mostFacts)
}

/** Connectors name their states as they like; these words say that something went wrong, in both languages. */
const troubleWords =
  /\b(?:retard|late|delayed|overdue|lost|perdue?|echec|failed|enquete|investigation|retourne|returned)/

/** Says whether an order or a delivery went wrong, lately. */
export function isLate({ status, occurredAt, updatedAt }: ExternalRecord, now: Date): boolean {
  if (!status || !troubleWords.test(fold(status))) return false
  return isRecent(occurredAt ?? updatedAt, now, recentDays)
}

function isRecent(at: string, now: Date, days: number): boolean {
  return now.getTime() - Date.parse(at) < days * dayMs
}
