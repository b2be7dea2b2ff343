import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignedIdentity } from '#contract/chat.ts'

/** For how long a signature of the host site is good; a page may stay open for a day. */
const goodForSeconds = 86_400
/** Clocks differ. */
const aheadSeconds = 300

/** What the host site signs: four lines, an absent one left empty. */
export function identityText({
  signedAt,
  userId,
  email = '',
  name = '',
}: Omit<SignedIdentity, 'hash'>): string {
  return [signedAt, userId, email, name].join('\n')
}

/** The signature of an identity under a secret. */
export function signIdentity(secret: string, identity: Omit<SignedIdentity, 'hash'>): string {
  return createHmac('sha256', secret).update(identityText(identity)).digest('hex')
}

/** True when one of the secrets signed this identity, not long ago. */
export function isSignedBy(secrets: readonly string[], identity: SignedIdentity, now: Date): boolean {
  const age = now.getTime() / 1000 - identity.signedAt
  if (age > goodForSeconds || age < -aheadSeconds) return false
  const given = Buffer.from(identity.hash.toLowerCase(), 'hex')
  // Every secret is tried, so that the time tells nothing of which one it was.
  const matches = secrets.map(secret => {
    const expected = Buffer.from(signIdentity(secret, identity), 'hex')
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  return matches.includes(true)
}
