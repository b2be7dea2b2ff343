/** Why a survey was not sent; the columns of the log and the keys of its sentences. */
export type RefusalReason =
  | 'spam'
  | 'reopened'
  | 'blocked'
  | 'automatic'
  | 'never_answered'
  | 'opted_out'
  | 'no_address'
  | 'recently_asked'

/** What is known of a closed episode at the moment when the survey would leave. */
export interface ClosureFacts {
  isSpam: boolean
  /** The conversation is still closed, on this very episode, and has not gone on in another. */
  isStillClosed: boolean
  contactIsBlocked: boolean
  /** Messages of this episode that the customer wrote, automatic ones not counted. */
  customerMessages: number
  /** Replies of this episode that left, or are about to leave, towards the customer. */
  replies: number
  hasOptedOut: boolean
  /** Mail addresses of the customer, and how many of them are not blocked. */
  addresses: number
  usableAddresses: number
  /** When this person was last asked anything; null = never. */
  lastAskedAt: Date | null
}

/**
 * Says why a closed episode is not followed by a survey; undefined = ask. What the conversation was comes before who the
 * person is, so that the log names the reason that more patience would not have changed.
 */
export function refusalOf(facts: ClosureFacts, quietDays: number, now: Date): RefusalReason | undefined {
  if (facts.isSpam) return 'spam'
  if (!facts.isStillClosed) return 'reopened'
  if (facts.contactIsBlocked) return 'blocked'
  if (facts.customerMessages === 0) return 'automatic'
  if (facts.replies === 0) return 'never_answered'
  if (facts.hasOptedOut) return 'opted_out'
  if (facts.addresses === 0) return 'no_address'
  if (facts.usableAddresses === 0) return 'blocked'
  if (isQuiet(facts.lastAskedAt, quietDays, now)) return 'recently_asked'
  return undefined
}

/** True while a person who was asked must not be asked again. */
function isQuiet(lastAskedAt: Date | null, quietDays: number, now: Date): boolean {
  return lastAskedAt !== null && now.getTime() - lastAskedAt.getTime() < quietDays * 86_400_000
}

/**
 * The moment to ask: the delay of the survey, but never before the closure and the reply that came with it can no longer
 * be undone, so that nobody is asked about an answer that was taken back or has not left.
 */
export function askAt(closedAt: Date, delayMinutes: number, undoSeconds: number): Date {
  return new Date(closedAt.getTime() + Math.max(delayMinutes * 60_000, undoSeconds * 1000))
}
