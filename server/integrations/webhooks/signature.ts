import { randomBytes } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'
import type { Secrets } from '#server/platform/secrets.ts'

/** A sealed secret; one that was replaced signs until its end. */
export interface KeptSecret {
  secret: string
  until: string | null
}

/** For so long after a rotation the secret before signs too. */
export const rotationMs = 24 * 3_600_000

/** A new secret in the form of Standard Webhooks. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** The secrets after a rotation: the new one, and those before it until they end. */
export function rotated(kept: KeptSecret[], sealed: string, now: Date): KeptSecret[] {
  const until = new Date(now.getTime() + rotationMs).toISOString()
  return [
    { secret: sealed, until: null },
    ...stillSigning(kept, now).map(one => ({ ...one, until: one.until ?? until })),
  ]
}

/** Those that sign now, the newest first. */
export const stillSigning = (kept: KeptSecret[], now: Date): KeptSecret[] =>
  kept.filter(({ until }) => until === null || new Date(until) > now)

/** Signs bodies with every secret that signs now, opened once. */
export function signerOf(secrets: Secrets, kept: KeptSecret[], now: Date) {
  const signers = stillSigning(kept, now).map(({ secret }) => new Signer(secrets.open(secret)))
  return (id: string, at: Date, body: string): Record<string, string> => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signers.map(signer => signer.sign(id, at, body)).join(' '),
  })
}
