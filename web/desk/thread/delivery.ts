import type { Message } from '../../../contract/conversations.ts'

/** Status of an answer as a reader wants it: nothing to say, a quiet word, or a failure to repair. */
export function deliveryTone(status: Message['deliveryStatus']): 'none' | 'quiet' | 'failed' {
  if (status === null) return 'none'
  return status === 'bounced' || status === 'failed' ? 'failed' : 'quiet'
}

/** Whether an answer may still be taken back: it has not left, and its time is not over. */
export function mayTakeBack(
  { deliveryStatus, leavesAt }: Pick<Message, 'deliveryStatus' | 'leavesAt'>,
  now: Date,
): boolean {
  return deliveryStatus === 'queued' && leavesAt !== null && Date.parse(leavesAt) > now.getTime()
}

/**
 * SPF, DKIM and DMARC in one word: what someone needs before they trust the address. Only DMARC speaks of the address
 * that is shown; the other two may pass for a domain of the sender's own.
 */
export function trustOf(auth: Message['auth']): 'good' | 'weak' | 'bad' | undefined {
  if (!auth) return undefined
  if (auth.dmarc === 'pass') return 'good'
  return auth.dmarc === 'fail' || (auth.spf === 'fail' && auth.dkim !== 'pass') ? 'bad' : 'weak'
}
